-- F02: of a self-evaluation, the total of each stage (年初预算数, 全年预算数, 全年执行数) equals the sum of its sources. A blank or
-- dashed source adds nothing, but with all sources blank there is no sum. A gap that rounding in print may leave is not told.
with amounts as (
    select
        report_key,
        form_key,
        budget_stage,
        budget_stage as subject,
        '=' as comparison,
        max(case when funding_source = 'total' then amount_yuan end) as actual,
        sum(case when funding_source in ('appropriation', 'carryover', 'other') then amount_yuan end) as expected,
        max(printed_step_yuan) * 0.5 as tolerance,
        sum({{ hidden_by_rounding('amount_yuan', 'printed_step_yuan') }}) as rounding,
        {{ merged_lines('case when amount_text is not null then lines end') }} as lines
    from {{ ref('fct_project_funding') }}
    where form_type = 'self_evaluation'
    group by report_key, form_key, budget_stage
),

judged as (
    select
        *,
        'yuan' as value_unit,
        'total' as funding_source,
        {{ rounding_details() }},
        {{ compared_as_rounded() }} as outcome
    from amounts
)

{{ findings('F02', 'judged', [
    'budget_stage', 'funding_source', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en'
]) }}
