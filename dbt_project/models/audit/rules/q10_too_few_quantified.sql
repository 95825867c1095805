-- Q10: a form has at least so many quantified targets.
with measured as (
    select
        report_key,
        form_key,
        'form' as subject,
        'count' as value_unit,
        '≥' as comparison,
        {{ parameter('Q10', 'least_count') }} as expected,
        count(target_value) as actual,
        0 as tolerance,
        {{ merged_lines('lines') }} as lines
    from {{ ref('audit_indicator') }}
    group by report_key, form_key
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('Q10', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
