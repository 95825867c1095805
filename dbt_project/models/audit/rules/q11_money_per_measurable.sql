-- Q11: the money that is asked for, shared out over the quantified targets, is not more than so much for each.
with targets as (
    select
        form_key,
        count(target_value) as quantified_count,
        count(case when target_value is not null and not is_percent then 1 end) as counted_count,
        {{ merged_lines('case when target_value is not null then lines end') }} as target_lines
    from {{ ref('audit_indicator') }}
    where form_type = 'target_declaration'
    group by form_key
),

measured as (
    select
        funding.report_key,
        funding.form_key,
        'form' as subject,
        'yuan' as value_unit,
        '≤' as comparison,
        {{ parameter('Q11', 'most_yuan') }} as expected,
        cast(round({{ ratio('funding.amount_yuan', 'targets.quantified_count') }}, 2) as decimal(28, 6)) as actual,
        0 as tolerance,
        '申请 ' || cast(funding.amount_yuan as string) || ' 元，定量指标 ' || cast(targets.quantified_count as string)
        || ' 项，其中非百分比 ' || cast(targets.counted_count as string) || ' 项' as detail_zh,
        cast(funding.amount_yuan as string) || ' yuan for ' || cast(targets.quantified_count as string)
        || ' quantified targets, of which ' || cast(targets.counted_count as string) || ' are no percentage' as detail_en,
        {{ lines_of(['funding.lines', 'targets.target_lines']) }} as lines
    from {{ ref('fct_project_funding') }} as funding
    inner join targets on funding.form_key = targets.form_key
    where funding.budget_stage = 'requested' and funding.funding_source = 'total'
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('Q11', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en']) }}
