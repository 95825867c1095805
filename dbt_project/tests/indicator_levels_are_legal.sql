-- Each level that a form tells is one of the taxonomy's, and both together are one of its pairs: the reader quarantines a form whose
-- labels it cannot place, so that an illegal pair here is a misreading that nobody has flagged.
select
    indicators.indicator_key,
    indicators.level1,
    indicators.level2,
    indicators.indicator_name
from {{ ref('dim_indicator') }} as indicators
left join {{ ref('indicator_level') }} as pairs
    on indicators.level1 = pairs.level1 and indicators.level2 = pairs.level2
where
    indicators.level1_en is null
    or indicators.level2_en is null
    or (pairs.level1 is null and indicators.level1 <> '(unknown)' and indicators.level2 <> '(unknown)')
