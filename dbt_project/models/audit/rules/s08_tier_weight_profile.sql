-- S08: the weights of execution rate, 产出指标, 效益指标 and 满意度指标 are those of the profile of the place. Never a gate: places let
-- units choose.
with printed as (
    select
        form_key,
        level1,
        sum(weight) as weight,
        count(*) as indicator_count,
        count(weight) as weighted_count,
        {{ merged_lines('lines') }} as lines
    from {{ ref('audit_indicator') }}
    where form_type = 'self_evaluation'
    group by form_key, level1
),

tiers as (
    select
        'execution' as subject,
        '预算执行率' as level1
    union all
    select
        'output' as subject,
        '产出指标' as level1
    union all
    select
        'benefit' as subject,
        '效益指标' as level1
    union all
    select
        'satisfaction' as subject,
        '满意度指标' as level1
),

profiled as (
    select
        evaluations.report_key,
        evaluations.form_key,
        tiers.subject,
        tiers.level1,
        places.name_zh as profile_zh,
        places.name_en as profile_en,
        case tiers.subject
            when 'execution' then profiles.execution_weight
            when 'output' then profiles.output_weight
            when 'benefit' then profiles.benefit_weight
            when 'satisfaction' then profiles.satisfaction_weight
        end as expected,
        case tiers.subject
            when 'execution' then places.execution_weight
            when 'output' then places.output_weight
            when 'benefit' then places.benefit_weight
            when 'satisfaction' then places.satisfaction_weight
        end is null as is_default,
        evaluations.execution_weight,
        {{ one_line('evaluations.total_line') }} as total_lines
    from {{ ref('fct_self_evaluation') }} as evaluations
    inner join {{ ref('form_profile') }} as profiles on evaluations.form_key = profiles.form_key
    inner join {{ ref('scoring_profile') }} as places on profiles.profile_id = places.profile_id
    cross join tiers
),

measured as (
    select
        profiled.report_key,
        profiled.form_key,
        profiled.subject,
        profiled.level1 as subject_name,
        'points' as value_unit,
        '=' as comparison,
        profiled.expected,
        case
            when profiled.subject = 'execution' then profiled.execution_weight
            when printed.form_key is null then 0
            when printed.weighted_count = printed.indicator_count then printed.weight
        end as actual,
        0 as tolerance,
        '评分口径：' || profiled.profile_zh
        || case when profiled.is_default then '；该地此项分值未知，取全国默认（假定）' else '' end as detail_zh,
        'scoring profile: ' || profiled.profile_en
        || case when profiled.is_default then '; its demand here is not known, the national default is assumed' else '' end as detail_en,
        coalesce(printed.lines, profiled.total_lines) as lines
    from profiled
    left join printed on profiled.form_key = printed.form_key and profiled.level1 = printed.level1
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('S08', 'judged', [
    'subject_name', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en'
]) }}
