with quantities as (
    select * from {{ source('records', 'quantities') }}
)

select
    -- keys
    {{ surrogate_key(['report_file', 'form_no']) }} as form_key,
    {{ measure_unit_key('measure_unit') }} as measure_unit_key,

    -- texts
    text_kind,
    value_text,
    measure_unit,
    operator,
    subject,
    clause_text,

    -- numbers
    indicator_no,
    quantity_no,
    value_low,
    value_high,
    span_start,
    span_end,

    -- marks
    is_estimate,
    is_each,

    -- place
    report_file,
    report_sha256,
    line_start,
    line_end,
    place,
    lines
from quantities
