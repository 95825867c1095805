-- F01: of a declaration, 年度资金申请总额 equals 当年财政拨款 + 上年结转资金 + 其他资金; where a whole-life total (项目资金总额) is
-- printed, it is not below the annual request. A blank source adds nothing, but with all three blank there is no sum. A gap that rounding
-- in print may leave is not told.
with amounts as (
    select
        report_key,
        form_key,
        max(case when budget_stage = 'requested' and funding_source = 'total' then amount_yuan end) as requested,
        sum(
            case when budget_stage = 'requested' and funding_source in ('appropriation', 'carryover', 'other') then amount_yuan end
        ) as component_sum,
        max(case when budget_stage = 'requested' then printed_step_yuan end) as requested_step,
        sum(
            case when budget_stage = 'requested' then {{ hidden_by_rounding('amount_yuan', 'printed_step_yuan') }} end
        ) as requested_rounding,
        max(case when budget_stage = 'multi_year' and funding_source = 'total' then amount_yuan end) as multi_year,
        max(case when funding_source = 'total' then printed_step_yuan end) as total_step,
        {{ merged_lines("case when budget_stage = 'requested' and amount_text is not null then lines end") }} as lines,
        {{ merged_lines("case when funding_source = 'total' and amount_text is not null then lines end") }} as total_lines
    from {{ ref('fct_project_funding') }}
    where form_type = 'target_declaration' and budget_stage in ('requested', 'multi_year')
    group by report_key, form_key
),

compared as (
    select
        report_key,
        form_key,
        'requested' as subject,
        'requested' as budget_stage,
        '=' as comparison,
        true as is_applicable,
        component_sum as expected,
        requested as actual,
        requested_step * 0.5 as tolerance,
        requested_rounding as rounding,
        lines
    from amounts
    union all
    select
        report_key,
        form_key,
        'multi_year' as subject,
        'multi_year' as budget_stage,
        '≥' as comparison,
        multi_year is not null and requested is not null as is_applicable,
        requested as expected,
        multi_year as actual,
        total_step * 0.5 as tolerance,
        0 as rounding,
        total_lines as lines
    from amounts
),

judged as (
    select
        *,
        'yuan' as value_unit,
        'total' as funding_source,
        {{ rounding_details() }},
        {{ compared_as_rounded('is_applicable') }} as outcome
    from compared
)

{{ findings('F01', 'judged', [
    'budget_stage', 'funding_source', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en'
]) }}
