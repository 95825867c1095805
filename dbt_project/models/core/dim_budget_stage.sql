select
    {{ surrogate_key(['budget_stage']) }} as budget_stage_key,
    budget_stage,
    name_en,
    name_zh,
    stage_order,
    form_type
from {{ ref('budget_stage') }}
