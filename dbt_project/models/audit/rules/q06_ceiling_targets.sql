-- Q06: of a form's quantified targets, those that are exactly =100% are fewer than the allowed share: a target of which nothing can be
-- short tells little.
with counts as (
    select
        report_key,
        form_key,
        'form' as subject,
        'percent' as value_unit,
        '<' as comparison,
        {{ parameter('Q06', 'ceiling_percent') }} as expected,
        count(*) as quantified_count,
        count(case when operator = '=' and target_value = 100 and is_percent then 1 end) as ceiling_count,
        0 as tolerance,
        {{ merged_lines("case when operator = '=' and target_value = 100 and is_percent then lines end") }} as lines
    from {{ ref('audit_indicator') }}
    where target_value is not null
    group by report_key, form_key
),

measured as (
    select
        *,
        cast(round(100 * {{ ratio('ceiling_count', 'quantified_count') }}, 2) as decimal(28, 6)) as actual,
        cast(quantified_count as string) || ' 项定量指标中 ' || cast(ceiling_count as string) || ' 项为“=100%”' as detail_zh,
        cast(ceiling_count as string) || ' of ' || cast(quantified_count as string) || ' quantified targets are =100%' as detail_en
    from counts
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('Q06', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en']) }}
