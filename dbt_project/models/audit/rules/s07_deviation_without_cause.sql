-- S07: where points are lost, 偏差原因分析及改进措施 says why: a cause, and not only what will be done about it.
with measured as (
    select
        results.*,
        results.indicator_name as subject_name,
        coalesce(results.deviation_text, '（空）') as actual_text,
        no_deviations.term is not null or results.deviation_text is null as is_missing,
        causes.term as cause
    from {{ ref('audit_indicator') }} as results
    left join {{ ref('indicator_term') }} as causes
        on results.form_key = causes.form_key and results.indicator_no = causes.indicator_no and causes.lexicon = 'cause'
    left join {{ ref('indicator_term') }} as no_deviations
        on
            results.form_key = no_deviations.form_key and results.indicator_no = no_deviations.indicator_no
            and no_deviations.lexicon = 'no_deviation'
    where results.form_type = 'self_evaluation'
),

judged as (
    select
        *,
        case
            when score >= weight then '未扣分'
            when is_missing then '未说明扣分原因'
            else '只有改进措施，没有原因'
        end as detail_zh,
        case
            when score >= weight then 'no points are lost'
            when is_missing then 'no reason is given for the points lost'
            else 'it says what will be done, and no cause'
        end as detail_en,
        {{ judged('is_missing or cause is null', is_applicable='weight is null or score is null or score < weight',
            is_evaluable='score is not null and weight is not null') }} as outcome
    from measured
)

{{ findings('S07', 'judged', ['subject_name', 'indicator_no', 'actual_text', 'detail_zh', 'detail_en']) }}
