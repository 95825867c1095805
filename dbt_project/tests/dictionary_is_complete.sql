-- Each published table has a key, a Chinese name of its own and a Chinese sentence on its grain; each column a Chinese name of its
-- own in the table. A table's are config.meta.zh and grain_zh in its YAML, a column's name stands in the first brackets with Chinese
-- of its description.
with table_faults as (
    select
        table_name,
        cast(null as string) as column_name,
        case
            when key_columns = '' then 'has no test unique_key'
            when name_zh is null then 'has no config.meta.zh'
            when grain_zh is null then 'has no config.meta.grain_zh'
            when count(*) over (partition by name_zh) > 1 then 'has the Chinese name of another table'
        end as fault
    from {{ ref('dictionary_table') }}
),

column_faults as (
    select
        table_name,
        column_name,
        case
            when name_zh is null then 'has no Chinese name in brackets in its description'
            when count(*) over (partition by schema_name, table_name, name_zh) > 1 then 'has the Chinese name of another column'
        end as fault
    from {{ ref('dictionary_column') }}
)

select *
from table_faults
where fault is not null

union all

select *
from column_faults
where fault is not null
