select
    {{ surrogate_key(['operator']) }} as operator_key,
    operator,
    direction,
    name_en,
    name_zh
from {{ ref('operator') }}
union all
select
    {{ unknown_key() }} as operator_key,
    '(none)' as operator,
    'unstated' as direction,
    'none printed' as name_en,
    '未注明' as name_zh
