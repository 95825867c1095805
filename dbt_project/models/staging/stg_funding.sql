with funding as (
    select * from {{ source('records', 'funding') }}
)

select
    -- keys
    {{ surrogate_key(['report_file', 'form_no']) }} as form_key,
    {{ surrogate_key(['funding_source']) }} as funding_source_key,
    {{ surrogate_key(['budget_stage']) }} as budget_stage_key,

    -- texts
    funding_source,
    budget_stage,
    amount_text,

    -- numbers
    amount_yuan,

    -- place
    report_file,
    report_sha256,
    line_start,
    line_end,
    place,
    lines
from funding
