with occurrences as (
    select
        indicators.indicator_key,
        min(indicators.level1) as level1,
        min(indicators.level2) as level2,
        min(indicators.indicator_name) as indicator_name,
        count(*) as occurrence_count
    from {{ ref('stg_indicators') }} as indicators
    inner join {{ ref('dim_form') }} as forms on indicators.form_key = forms.form_key
    group by indicators.indicator_key
)

select
    occurrences.indicator_key,
    coalesce(occurrences.level1, '(unknown)') as level1,
    coalesce(occurrences.level2, '(unknown)') as level2,
    levels.level1_en,
    levels.level2_en,
    occurrences.indicator_name,
    {{ normalised_name('occurrences.indicator_name') }} as normalised_indicator_name,
    occurrences.occurrence_count
from occurrences
left join {{ ref('indicator_level') }} as levels
    on occurrences.level1 = levels.level1 and occurrences.level2 = levels.level2
