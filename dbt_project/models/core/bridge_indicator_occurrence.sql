-- What an indicator measures (measure) and what it is about (topic), by the terms of the field in its name: of each axis the longest
-- term, of equal ones the last in the name, since Chinese puts what is measured at the end. A person's decision goes before all terms.
with occurrences as (
    select
        indicators.form_key,
        indicators.indicator_no,
        indicators.indicator_key,
        indicators.indicator_kind,
        {{ normalised_name('indicators.indicator_name') }} as name,
        units.unit_family
    from {{ ref('stg_indicators') }} as indicators
    inner join {{ ref('dim_form') }} as forms on indicators.form_key = forms.form_key
    inner join {{ ref('dim_measure_unit') }} as units on indicators.measure_unit_key = units.measure_unit_key
),

names as (
    select distinct name from occurrences
),

found as (
    select
        names.name,
        terms.axis,
        terms.concept
    from names
    inner join {{ ref('indicator_concept_term') }} as terms on instr(names.name, terms.term) > 0
    qualify
        row_number() over (
            partition by names.name, terms.axis
            order by length(terms.term) desc nulls last, instr(names.name, terms.term) desc nulls last, terms.term asc
        ) = 1
),

by_name as (
    select
        names.name,
        max(case when found.axis = 'topic' then found.concept end) as topic,
        max(case when found.axis = 'measure' then found.concept end) as measure
    from names
    left join found on names.name = found.name
    group by names.name
),

decided as (
    select
        {{ normalised_name('indicator_name') }} as name,
        max(topic) as topic,
        max(measure) as measure,
        max(decided_by) as decided_by
    from {{ ref('indicator_concept_decision') }}
    group by {{ normalised_name('indicator_name') }}
),

matched as (
    select
        occurrences.*,
        coalesce(decided.topic, by_name.topic, 'general') as topic,
        coalesce(
            decided.measure,
            by_name.measure,
            case
                when occurrences.indicator_kind = 'qualitative' then 'state'
                when occurrences.unit_family = 'percent' then 'rate'
                when occurrences.unit_family = 'currency' then 'amount'
                when occurrences.unit_family in ('duration', 'month', 'working_day') then 'duration'
                else 'count'
            end
        ) as measure,
        case
            when decided.name is not null then 'person'
            when by_name.topic is not null and by_name.measure is not null then 'topic_and_measure'
            when by_name.measure is not null then 'measure'
            when by_name.topic is not null then 'topic'
            else 'unit'
        end as match_method,
        decided.decided_by as reviewer
    from occurrences
    inner join by_name on occurrences.name = by_name.name
    left join decided on occurrences.name = decided.name
)

select
    form_key,
    indicator_no,
    indicator_key,
    {{ surrogate_key(['topic', 'measure']) }} as indicator_concept_key,
    topic,
    measure,
    match_method,
    cast(
        case match_method
            when 'person' then 1 when 'topic_and_measure' then 0.9 when 'measure' then 0.7 when 'topic' then 0.6 else 0.3
        end as decimal(3, 2)
    ) as confidence,
    reviewer
from matched
