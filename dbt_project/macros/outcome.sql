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
