-- G07: the text of a form has as many operators with a number behind them as were read into its fields.
with counted as (
    select
        report_key,
        form_key,
        'lexemes' as subject,
        'count' as value_unit,
        '=' as comparison,
        lexeme_printed_count as expected,
        lexeme_read_count as actual,
        0 as tolerance,
        {{ no_lines() }} as lines
    from {{ ref('fct_parse_quality') }}
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from counted
)

{{ findings('G07', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
