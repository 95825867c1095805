select
    problem_key,
    report_key,
    form_key,
    form_no,
    problem_no,
    severity,
    problem_code,
    field,
    message,
    remedy,
    report_file,
    report_sha256,
    line_start,
    line_end,
    place,
    lines
from {{ ref('stg_problems') }}
