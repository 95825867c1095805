-- G05: each printed character of a form is in a field, a label, or known furniture.
with counted as (
    select
        report_key,
        form_key,
        'residue' as subject,
        'count' as value_unit,
        '=' as comparison,
        0 as expected,
        residue_character_count as actual,
        0 as tolerance,
        residue_lines as lines
    from {{ ref('fct_parse_quality') }}
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from counted
)

{{ findings('G05', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
