with pairs as (
    select
        indicator_concept_key,
        topic,
        measure,
        count(*) as occurrence_count
    from {{ ref('bridge_indicator_occurrence') }}
    group by indicator_concept_key, topic, measure
)

select
    pairs.indicator_concept_key,
    pairs.topic,
    pairs.measure,
    topics.name_zh || '·' || measures.name_zh as name_zh,
    topics.name_en || ': ' || measures.name_en as name_en,
    -- what is counted stands where its topic stands; a rate, where rates of its kind stand
    case when pairs.measure in ('count', 'state') then coalesce(topics.level1, measures.level1) else measures.level1 end as usual_level1,
    case when pairs.measure in ('count', 'state') then coalesce(topics.level2, measures.level2) else measures.level2 end as usual_level2,
    coalesce(measures.direction, topics.direction) as direction,
    case when pairs.measure in ('count', 'state') then topics.unit_family else measures.unit_family end as usual_unit_family,
    pairs.occurrence_count
from pairs
inner join {{ ref('indicator_concept') }} as topics on topics.axis = 'topic' and pairs.topic = topics.concept
inner join {{ ref('indicator_concept') }} as measures on measures.axis = 'measure' and pairs.measure = measures.concept
