{#-
  The outcome of a rule for one subject, over columns of these names: is_applicable, comparison (= ≥ ≤, of actual to expected),
  expected, actual and tolerance. Applicable, but without the numbers that it compares: not evaluable, never a pass.
-#}
{% macro outcome() -%}
    case
        when not is_applicable then 'not_applicable'
        when expected is null or actual is null or tolerance is null then 'not_evaluable'
        when comparison = '=' and abs(actual - expected) <= tolerance then 'pass'
        when comparison = '≥' and actual >= expected - tolerance then 'pass'
        when comparison = '≤' and actual <= expected + tolerance then 'pass'
        else 'fail'
    end
{%- endmacro %}

{#- The rows of a rule: each measured subject with its outcome. `measured` has the columns that outcome() needs and those below. -#}
{% macro judged(measured) -%}
    select
        rule_id,
        form_key,
        subject,
        value_unit,
        comparison,
        {{ outcome() }} as outcome,
        expected,
        actual,
        tolerance,
        line_start,
        line_end
    from {{ measured }}
{%- endmacro %}
