select
    report_key,
    unit_key,
    report_file,
    report_sha256,
    report_year,
    report_unit,
    report_title,
    form_count,
    title_line_count,
    line_count,
    byte_count,
    encoding,
    reader_version,
    is_refused,
    refusal_reason
from {{ ref('stg_reports') }}
