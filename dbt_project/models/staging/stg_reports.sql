with source as (
    select * from {{ source('records', 'reports') }}
)

select
    -- keys
    {{ surrogate_key(['report_file']) }} as report_key,
    {{ unit_key('report_unit') }} as unit_key,

    -- texts
    report_file,
    report_sha256,
    report_unit,
    report_title,
    encoding,
    reader_version,
    refusal_reason,

    -- numbers
    report_year,
    byte_count,
    line_count,
    title_line_count,
    form_count,

    -- marks
    is_refused
from source
