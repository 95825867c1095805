with problems as (
    select * from {{ source('records', 'problems') }}
)

select
    -- keys
    {{ surrogate_key(['report_file', 'form_no', 'problem_no']) }} as problem_key,
    {{ surrogate_key(['report_file']) }} as report_key,
    case when form_no is not null then {{ surrogate_key(['report_file', 'form_no']) }} end as form_key,

    -- texts
    problem_code,
    severity,
    field,
    message,
    nullif(remedy, '') as remedy,

    -- numbers
    form_no,
    problem_no,

    -- place
    report_file,
    report_sha256,
    line_start,
    line_end,
    place,
    lines
from problems
