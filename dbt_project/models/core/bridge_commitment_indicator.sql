-- Which indicator of its form measures what a number of a goal is about. A goal as planned is held against targets, an account of
-- what was done against actual values. Of units of one group, the indicator is the one
--   name    whose name has most of the characters of what the number counts, or the other way round;
--   number  that prints the same number about the same topic, in a unit of another magnitude (1000千次 and 1000余次);
--   value   that has the same value, of a number that is no round one, or of money about the same topic;
--   topic   about the same topic: a candidate, which proves nothing.
-- Numbers of several commitments may make up one indicator: 孵化器20家 and 众创空间20家 are 孵化载体40家.
with commitments as (
    select
        form_key,
        commitment_no,
        case when is_promise then 'target' else 'actual' end as cell,
        coalesce({{ without_count_word(normalised_name('subject')) }}, '') as subject,
        {{ unit_group('unit_family') }} as unit_group,
        unit_family,
        value_low,
        base_value_low,
        base_step
    from {{ ref('fct_goal_commitment') }}
    where base_value_low is not null and value_low = value_high
),

indicators as (
    select
        form_key,
        indicator_no,
        indicator_name,
        'target' as cell,
        unit_family,
        target_value as value,
        target_base_value as base_value
    from {{ ref('fct_indicator_target') }}
    union all
    select
        form_key,
        indicator_no,
        indicator_name,
        'target' as cell,
        unit_family,
        target_value as value,
        target_base_value as base_value
    from {{ ref('fct_indicator_result') }}
    union all
    select
        form_key,
        indicator_no,
        indicator_name,
        'actual' as cell,
        unit_family,
        actual_value as value,
        actual_base_value as base_value
    from {{ ref('fct_indicator_result') }}
),

named as (
    select
        indicators.*,
        {{ unit_group('indicators.unit_family') }} as unit_group,
        {{ without_count_word(normalised_name('indicators.indicator_name')) }} as name,
        concepts.topic
    from indicators
    inner join {{ ref('bridge_indicator_occurrence') }} as concepts
        on indicators.form_key = concepts.form_key and indicators.indicator_no = concepts.indicator_no
    where indicators.base_value is not null
),

subjects as (
    select distinct subject from commitments
    where subject <> ''
),

names as (
    select distinct named.name
    from named
    inner join commitments on named.form_key = commitments.form_key
),

topics as (
    select
        subjects.subject,
        terms.concept as topic
    from subjects
    inner join {{ ref('indicator_concept_term') }} as terms on terms.axis = 'topic' and instr(subjects.subject, terms.term) > 0
    qualify
        row_number() over (
            partition by subjects.subject
            order by length(terms.term) desc nulls last, instr(subjects.subject, terms.term) desc nulls last, terms.term asc
        ) = 1
),

subject_runs as (
    {{ character_runs('subjects', 'subject', 'subject') }}
),

name_runs as (
    {{ character_runs('names', 'name', 'name') }}
),

subject_sizes as (
    select
        subject,
        count(*) as run_count
    from subject_runs
    group by subject
),

name_sizes as (
    select
        name,
        count(*) as run_count
    from name_runs
    group by name
),

pairs as (
    select
        commitments.*,
        named.indicator_no,
        named.name,
        named.value,
        named.base_value,
        topics.topic as subject_topic,
        coalesce(topics.topic = named.topic and named.topic not in ('general', 'event'), false) as is_same_topic,
        -- 超过66亿 is 66.16亿: less than one unit of the last printed digit apart, and that is little of the number
        abs(commitments.base_value_low - named.base_value) < commitments.base_step
        and 10 * abs(commitments.base_value_low - named.base_value) <= abs(named.base_value) as is_equal
    from commitments
    inner join named
        on
            commitments.form_key = named.form_key
            and commitments.cell = named.cell
            and (
                commitments.unit_group = named.unit_group
                or (commitments.unit_family in ('magnitude', 'none') and named.unit_group <> 'percent')
            )
    left join topics on commitments.subject = topics.subject
),

shared as (
    select
        pairs.subject,
        pairs.name,
        count(distinct subject_runs.run) as run_count
    from pairs
    inner join subject_runs on pairs.subject = subject_runs.subject
    inner join name_runs on pairs.name = name_runs.name and subject_runs.run = name_runs.run
    group by pairs.subject, pairs.name
),

limits as (
    select
        max(case when parameter_name = 'name_share' then parameter_value end) as name_share,
        max(case when parameter_name = 'significant_digits' then parameter_value end) as significant_digits
    from {{ ref('match_parameter') }}
),

scored as (
    select
        pairs.*,
        coalesce({{ ratio('shared.run_count', 'name_sizes.run_count') }}, 0) as share_of_name,
        -- two characters name a thing only if they are a word of the field: 培训, not 企业
        case
            when length(pairs.subject) > 2 or pairs.subject_topic is not null
                then coalesce({{ ratio('shared.run_count', 'subject_sizes.run_count') }}, 0)
            else 0
        end as share_of_subject
    from pairs
    left join shared on pairs.subject = shared.subject and pairs.name = shared.name
    left join name_sizes on pairs.name = name_sizes.name
    left join subject_sizes on pairs.subject = subject_sizes.subject
),

told as (
    select
        scored.*,
        case when share_of_name > share_of_subject then share_of_name else share_of_subject end as likeness,
        case
            when share_of_name >= limits.name_share or share_of_subject >= limits.name_share then 'name'
            when is_same_topic and value_low = value and base_value_low <> base_value then 'number'
            when
                is_equal
                and (
                    length({{ significant_digits('value_low') }}) >= limits.significant_digits
                    or (is_same_topic and unit_group in ('currency', 'magnitude'))
                )
                then 'value'
            when is_same_topic then 'topic'
        end as match_method
    from scored
    cross join limits
),

-- An indicator that one number tells is no other number's by likeness alone.
taken as (
    select distinct
        form_key,
        cell,
        indicator_no,
        commitment_no
    from told
    where is_equal and match_method in ('name', 'value')
),

free as (
    select told.*
    from told
    left join taken
        on
            told.form_key = taken.form_key
            and told.cell = taken.cell
            and told.indicator_no = taken.indicator_no
            and told.commitment_no <> taken.commitment_no
    where told.match_method is not null and (told.is_equal or taken.indicator_no is null)
),

best as (
    select *
    from free
    qualify
        row_number() over (
            partition by form_key, commitment_no
            order by
                case
                    when match_method = 'name' and is_equal then 1
                    when match_method = 'number' then 2
                    when match_method = 'name' then 3
                    when match_method = 'value' then 4
                    else 5
                end asc,
                likeness desc nulls last,
                indicator_no asc
        ) = 1
),

summed as (
    select
        *,
        count(case when match_method = 'name' then 1 end) over (partition by form_key, indicator_no, cell) as sharing_count,
        sum(case when match_method = 'name' then base_value_low end) over (partition by form_key, indicator_no, cell) as sum_of_sharing
    from best
)

select
    form_key,
    commitment_no,
    indicator_no,
    cell,
    case when match_method = 'name' and not is_equal and sharing_count > 1 then 'sum' else match_method end as match_method,
    cast(likeness as double) as likeness,
    is_same_topic,
    cast(
        case when match_method = 'name' and not is_equal and sharing_count > 1 then sum_of_sharing else base_value_low end
        as decimal(38, 6)
    ) as commitment_base_value,
    cast(base_value as decimal(38, 6)) as indicator_base_value,
    cast(base_step as decimal(38, 6)) as base_step,
    is_equal
    or (match_method = 'name' and sharing_count > 1 and abs(sum_of_sharing - base_value) < base_step) as is_equal,
    -- several numbers that neither one by one nor together make the indicator's: which of them it measures is not told
    match_method = 'topic'
    or (match_method = 'name' and not is_equal and sharing_count > 1 and abs(sum_of_sharing - base_value) >= base_step) as is_candidate
from summed
