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
),

first_levels as (
    select distinct
        level1,
        level1_en
    from {{ ref('indicator_level') }}
),

second_levels as (
    select distinct
        level2,
        level2_en
    from {{ ref('indicator_level') }}
)

select
    occurrences.indicator_key,
    coalesce(occurrences.level1, '(unknown)') as level1,
    coalesce(occurrences.level2, '(unknown)') as level2,
    case when occurrences.level1 is null then 'unknown' else first_levels.level1_en end as level1_en,
    case when occurrences.level2 is null then 'unknown' else second_levels.level2_en end as level2_en,
    occurrences.indicator_name,
    {{ normalised_name('occurrences.indicator_name') }} as normalised_indicator_name,
    occurrences.occurrence_count
from occurrences
left join first_levels on occurrences.level1 = first_levels.level1
left join second_levels on occurrences.level2 = second_levels.level2
