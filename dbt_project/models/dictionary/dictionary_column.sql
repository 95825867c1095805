select
    cast(schema_name as string) as schema_name,
    cast(table_name as string) as table_name,
    cast(column_no as integer) as column_no,
    cast(column_name as string) as column_name,
    cast(name_zh as string) as name_zh,
    cast(data_type as string) as data_type,
    cast(is_key as boolean) as is_key,
    cast(is_required as boolean) as is_required,
    cast(mof_code as string) as mof_code,
    cast(description as string) as description
from {{ dictionary_columns() }}
