with goals as (
    select * from {{ source('records', 'goals') }}
)

select
    -- keys
    {{ surrogate_key(['report_file', 'form_no']) }} as form_key,

    -- texts
    goal_kind,
    goal_text,

    -- place
    report_file,
    report_sha256,
    line_start,
    line_end,
    place,
    lines
from goals
