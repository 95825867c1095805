select
    cast(schema_name as string) as schema_name,
    cast(table_name as string) as table_name,
    cast(column_name as string) as column_name,
    cast(to_schema_name as string) as to_schema_name,
    cast(to_table_name as string) as to_table_name,
    cast(to_column_name as string) as to_column_name
from {{ dictionary_references() }}
