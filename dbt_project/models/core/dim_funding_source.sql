select
    {{ surrogate_key(['funding_source']) }} as funding_source_key,
    funding_source,
    name_en,
    name_zh,
    source_order,
    is_total
from {{ ref('funding_source') }}
