-- G03: each printed amount is a number or a dash, and the unit of money is known: blank, — and 0.00 are three things.
with cells as (
    select
        forms.report_key,
        forms.form_key,
        forms.funding_unit,
        forms.head_lines,
        count(
            case when funding.amount_yuan is null and translate(funding.amount_text, '—–-－―─/', '') <> '' then 1 end
        ) as untyped_count,
        count(funding.amount_text) as printed_count,
        {{ merged_lines("case when funding.amount_text is not null then funding.lines end") }} as cell_lines,
        {{ merged_lines(
            "case when funding.amount_yuan is null and translate(funding.amount_text, '—–-－―─/', '') <> '' then funding.lines end"
        ) }} as untyped_lines
    from {{ ref('stg_forms') }} as forms
    left join {{ ref('stg_funding') }} as funding on forms.form_key = funding.form_key
    group by forms.report_key, forms.form_key, forms.funding_unit, forms.head_lines
),

judged as (
    select
        report_key,
        form_key,
        'amounts' as subject,
        'count' as value_unit,
        '=' as comparison,
        0 as expected,
        untyped_count as actual,
        0 as tolerance,
        null as actual_text,
        {{ judged('untyped_count > 0', is_evaluable='printed_count > 0') }} as outcome,
        case when untyped_count > 0 then untyped_lines else cell_lines end as lines
    from cells
    union all
    select
        report_key,
        form_key,
        'unit of money' as subject,
        null as value_unit,
        null as comparison,
        null as expected,
        null as actual,
        null as tolerance,
        coalesce(funding_unit, '（空）') as actual_text,
        {{ judged("funding_unit is null or funding_unit not in ('元', '万元', '亿元')") }} as outcome,
        head_lines as lines
    from cells
)

{{ findings('G03', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'actual_text']) }}
