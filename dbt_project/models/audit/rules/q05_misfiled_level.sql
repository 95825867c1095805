-- Q05: a rate is no 数量指标; a count of things or people is no 质量指标 and no benefit other than an economic one, unless the count is
-- itself the benefit (就业人数); an item of decision or process is no benefit. Where the labels leave the level open, it is not told.
with measured as (
    select
        indicators.*,
        indicators.indicator_name as subject_name,
        coalesce(indicators.level2, indicators.level1) as actual_text,
        indicators.level2 is not null and instr(coalesce(indicators.ambiguity_flags, ''), 'level') = 0 as is_settled,
        rates.term is not null and indicators.is_percent and indicators.level2 = '数量指标' as is_rate_as_quantity,
        indicators.target_value is not null and counted.unit_family is not null and benefit_counts.term is null
        and indicators.level2 in ('质量指标', '社会效益指标', '生态效益指标', '可持续影响指标') as is_count_as_quality,
        processes.term is not null and indicators.level1 = '效益指标' as is_process_as_benefit
    from {{ ref('audit_indicator') }} as indicators
    left join {{ ref('indicator_term') }} as rates
        on indicators.form_key = rates.form_key and indicators.indicator_no = rates.indicator_no and rates.lexicon = 'rate_name'
    left join {{ ref('indicator_term') }} as benefit_counts
        on
            indicators.form_key = benefit_counts.form_key and indicators.indicator_no = benefit_counts.indicator_no
            and benefit_counts.lexicon = 'benefit_count'
    left join {{ ref('indicator_term') }} as processes
        on
            indicators.form_key = processes.form_key and indicators.indicator_no = processes.indicator_no
            and processes.lexicon = 'decision_process'
    left join {{ ref('counting_family') }} as counted on indicators.unit_family = counted.unit_family
),

told as (
    select
        *,
        case
            when not is_settled then '层级原文未写明'
            when is_rate_as_quantity then '比率列为数量指标'
            when is_count_as_quality then '计数列为' || level2
            when is_process_as_benefit then '决策、过程类内容列为效益指标'
        end as detail_zh,
        case
            when not is_settled then 'the form leaves the level open'
            when is_rate_as_quantity then 'a rate stands under 数量指标'
            when is_count_as_quality then 'a count stands under ' || level2
            when is_process_as_benefit then 'an item of decision or process stands under 效益指标'
        end as detail_en,
        {{ judged(
            'is_rate_as_quantity or is_count_as_quality or is_process_as_benefit',
            is_evaluable='is_settled'
        ) }} as outcome
    from measured
)

{{ findings('Q05', 'told', ['subject_name', 'indicator_no', 'actual_text', 'detail_zh', 'detail_en']) }}
