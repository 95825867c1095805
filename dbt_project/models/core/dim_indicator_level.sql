select
    {{ surrogate_key(['level1', 'level2']) }} as indicator_level_key,
    level1,
    level2,
    level1_en,
    level2_en,
    true as is_legal
from {{ ref('indicator_level') }}
union all
-- levels that a form does not tell, or pairs that are no legal ones: each as it is read
select distinct
    {{ surrogate_key(['indicators.level1', 'indicators.level2']) }} as indicator_level_key,
    coalesce(indicators.level1, '(unknown)') as level1,
    coalesce(indicators.level2, '(unknown)') as level2,
    case when indicators.level1 is null then 'unknown' end as level1_en,
    case when indicators.level2 is null then 'unknown' end as level2_en,
    false as is_legal
from {{ ref('stg_indicators') }} as indicators
inner join {{ ref('dim_form') }} as forms on indicators.form_key = forms.form_key
left join {{ ref('indicator_level') }} as pairs on indicators.level1 = pairs.level1 and indicators.level2 = pairs.level2
where pairs.level1 is null
