with mentions as (
    select
        supervising_unit_key as unit_key,
        supervising_department as unit_name,
        true as is_supervising,
        false as is_implementing,
        false as is_reporting
    from {{ ref('dim_form') }}
    union all
    select
        unit_key,
        implementing_unit as unit_name,
        false as is_supervising,
        true as is_implementing,
        false as is_reporting
    from {{ ref('dim_form') }}
    union all
    select
        unit_key,
        report_unit as unit_name,
        false as is_supervising,
        false as is_implementing,
        true as is_reporting
    from {{ ref('dim_report') }}
    union all
    -- the unknown member: of forms on which no unit could be read
    select
        {{ unknown_key() }} as unit_key,
        null as unit_name,
        false as is_supervising,
        false as is_implementing,
        false as is_reporting
)

select
    unit_key,
    coalesce(min(unit_name), '(unknown)') as unit_name,
    bool_or(is_supervising) as is_supervising,
    bool_or(is_implementing) as is_implementing,
    bool_or(is_reporting) as is_reporting
from mentions
group by unit_key
