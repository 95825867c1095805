-- F04: 全年预算数 is within the allowed share of 年初预算数: a budget cut in the year makes the execution rate look full.
with total_lines as (
    select
        form_key,
        {{ merged_lines('lines') }} as lines
    from {{ ref('fct_project_funding') }}
    where funding_source = 'total'
    group by form_key
),

shares as (
    select
        evaluations.report_key,
        evaluations.form_key,
        100 * {{ ratio('evaluations.adjusted_budget_yuan', 'evaluations.initial_budget_yuan') }} as kept_percent,
        100 * {{ ratio('evaluations.executed_yuan', 'evaluations.initial_budget_yuan') }} as executed_percent,
        coalesce(total_lines.lines, {{ no_lines() }}) as lines
    from {{ ref('fct_self_evaluation') }} as evaluations
    left join total_lines on evaluations.form_key = total_lines.form_key
),

measured as (
    select
        report_key,
        form_key,
        lines,
        'adjusted' as subject,
        'adjusted' as budget_stage,
        'total' as funding_source,
        'percent' as value_unit,
        '<' as comparison,
        {{ parameter('F04', 'change_percent') }} as expected,
        cast(round(abs(kept_percent - 100), 4) as decimal(28, 6)) as actual,
        0 as tolerance,
        cast(cast(round(kept_percent, 1) as decimal(18, 1)) as string) as kept,
        cast(cast(round(executed_percent, 1) as decimal(18, 1)) as string) as executed
    from shares
),

judged as (
    select
        *,
        '全年预算数为年初预算数的 ' || kept || '%' || coalesce('，执行数为年初预算数的 ' || executed || '%', '') as detail_zh,
        'the adjusted budget is ' || kept || '% of the initial one'
        || coalesce(', executed were ' || executed || '% of it', '') as detail_en,
        {{ compared() }} as outcome
    from measured
)

{{ findings('F04', 'judged', [
    'budget_stage', 'funding_source', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en'
]) }}
