with indicators as (
    select * from {{ source('records', 'indicators') }}
)

select
    -- keys
    {{ surrogate_key(['report_file', 'form_no']) }} as form_key,
    {{ surrogate_key([normalised_name('level1'), normalised_name('level2'), normalised_name('indicator_name')]) }} as indicator_key,
    {{ measure_unit_key('measure_unit') }} as measure_unit_key,
    {{ measure_unit_key('actual_unit') }} as actual_unit_key,

    -- texts
    level1,
    level2,
    indicator_name,
    indicator_kind,
    target_text,
    operator,
    target_value_text,
    measure_unit,
    actual_text,
    actual_operator,
    actual_value_text,
    actual_unit,
    weight_text,
    score_text,
    deviation_text,
    nullif(flags, '') as ambiguity_flags,

    -- numbers
    indicator_no,
    target_value,
    actual_value,
    weight,
    score,

    -- marks
    actual_is_estimate,

    -- place
    report_file,
    report_sha256,
    line_start,
    line_end,
    place,
    lines
from indicators
