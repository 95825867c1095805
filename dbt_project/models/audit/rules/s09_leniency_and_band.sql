-- S09: not nearly all indicators have full marks. The band (优 良 中 差) that follows from the printed total stands beside it; these forms
-- print none to compare it with.
with marks as (
    select
        form_key,
        count(*) as indicator_count,
        count(case when score = weight then 1 end) as full_count,
        count(score) = count(*) and count(weight) = count(*) as is_whole
    from {{ ref('audit_indicator') }}
    where form_type = 'self_evaluation'
    group by form_key
),

evaluations as (
    select
        evaluations.report_key,
        evaluations.form_key,
        {{ one_line('evaluations.total_line') }} as lines,
        evaluations.grade_band as band,
        marks.indicator_count,
        marks.full_count,
        marks.is_whole
    from {{ ref('fct_self_evaluation') }} as evaluations
    left join marks on evaluations.form_key = marks.form_key
),

measured as (
    select
        report_key,
        form_key,
        lines,
        'full marks' as subject,
        'percent' as value_unit,
        '<' as comparison,
        {{ parameter('S09', 'full_mark_percent') }} as expected,
        case when is_whole then cast(round(100 * {{ ratio('full_count', 'indicator_count') }}, 2) as decimal(28, 6)) end as actual,
        0 as tolerance,
        cast(full_count as string) || ' / ' || cast(indicator_count as string) || ' 项满分；按总分为“' || coalesce(band, '—') || '”' as detail_zh,
        cast(full_count as string) || ' of ' || cast(indicator_count as string) || ' have full marks; by its total the form is '
        || coalesce(band, '—') as detail_en
    from evaluations
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('S09', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en']) }}
