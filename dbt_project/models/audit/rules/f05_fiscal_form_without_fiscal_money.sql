-- F05: of a declaration for fiscal money, some is fiscal: 当年财政拨款 or 上年结转资金. Blank is not zero: where both are blank, the
-- request tells it only if 其他资金 makes up all of it.
with amounts as (
    select
        report_key,
        form_key,
        'requested' as subject,
        'requested' as budget_stage,
        max(case when funding_source = 'total' then amount_yuan end) as total,
        max(case when funding_source = 'other' then amount_yuan end) as other_funds,
        sum(case when funding_source in ('appropriation', 'carryover') then amount_yuan end) as fiscal,
        {{ merged_lines('case when amount_text is not null then lines end') }} as lines
    from {{ ref('fct_project_funding') }}
    where form_type = 'target_declaration' and budget_stage = 'requested'
    group by report_key, form_key
),

measured as (
    select
        *,
        'yuan' as value_unit,
        '>' as comparison,
        0 as expected,
        coalesce(fiscal, case when other_funds = total then 0 end) as actual,
        0 as tolerance
    from amounts
),

judged as (
    select
        *,
        {{ compared('total is null or total > 0') }} as outcome
    from measured
)

{{ findings('F05', 'judged', ['budget_stage', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
