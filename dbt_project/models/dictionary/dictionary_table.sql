select
    cast(schema_name as string) as schema_name,
    cast(table_name as string) as table_name,
    cast(name_zh as string) as name_zh,
    cast(key_columns as string) as key_columns,
    cast(description as string) as description,
    cast(grain_zh as string) as grain_zh
from {{ dictionary_tables() }}
