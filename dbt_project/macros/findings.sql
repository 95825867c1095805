{#-
  The frame of the audit: what a rule says of one subject, and how it is judged.

  A rule is one SELECT in models/audit/rules/. It gives one row for each subject that it looks at, in a relation with the columns
  report_key, form_key, subject, outcome and lines, and whichever of finding_columns() it has, and ends with findings().
  Forms of which a rule says nothing get their row, not_applicable, in fct_audit_finding. What is a parameter stands in the seeds
  rule_parameter, audit_lexicon and scoring_profile.
-#}

{#-
  The columns that a rule may give beside the five that it must, with their types. subject_name is what a person calls the subject
  (the indicator's name); value_unit is the unit of expected, actual and tolerance (yuan, percent, points, ratio, count, or a quantity's base unit); comparison is how
  actual must compare with expected (= ≥ ≤); expected_text and actual_text stand where text is compared; detail says what a fail, a
  cannot-tell or a not-applicable is about beyond the rule's name and the numbers, and must hold of whichever it is; reference_form_key and reference_lines are another form that is
  compared with.
-#}
{% macro finding_columns() -%}
    {{ return([
        ('subject_name', 'string'), ('indicator_no', 'integer'), ('funding_source', 'string'), ('budget_stage', 'string'),
        ('value_unit', 'string'), ('comparison', 'string'),
        ('expected', 'decimal(28, 6)'), ('actual', 'decimal(28, 6)'), ('tolerance', 'decimal(28, 6)'),
        ('expected_text', 'string'), ('actual_text', 'string'), ('detail_zh', 'string'), ('detail_en', 'string'),
        ('reference_form_key', 'string'), ('reference_lines', lines_type())
    ]) }}
{%- endmacro %}

{#- The rows of rule `rule_id` (none: of the rule in the column) from `relation`, which has the columns in `given`; the others are null. -#}
{% macro findings(rule_id, relation, given=[]) -%}
    select
        {{ "'" ~ rule_id ~ "' as " if rule_id }}rule_id,
        report_key,
        form_key,
        subject,
        outcome,
        lines,
        {%- for name, type in finding_columns() %}
        cast({{ name if name in given else 'null' }} as {{ type }}) as {{ name }}{{ '' if loop.last else ',' }}
        {%- endfor %}
    from {{ relation }}
{%- endmacro %}

{#-
  The outcome of a comparison of numbers, over columns of these names: comparison (= ≥ ≤ < >, of actual to expected), expected, actual
  and tolerance, which does not count for < and >. Without a number that it compares: not evaluable, never a pass.
-#}
{% macro compared(is_applicable='true') -%}
    case
        when not ({{ is_applicable }}) then 'not_applicable'
        when expected is null or actual is null or tolerance is null then 'not_evaluable'
        when comparison = '=' and abs(actual - expected) <= tolerance then 'pass'
        when comparison = '≥' and actual >= expected - tolerance then 'pass'
        when comparison = '≤' and actual <= expected + tolerance then 'pass'
        when comparison = '<' and actual < expected then 'pass'
        when comparison = '>' and actual > expected then 'pass'
        else 'fail'
    end
{%- endmacro %}

{#-
  The same of numbers that were made of printed amounts: `rounding` is how far those may lie apart that are equal before they are rounded
  to what is printed (万元 with two digits hide 50 元 each). A difference beyond the tolerance and within it contradicts nothing.
-#}
{% macro compared_as_rounded(is_applicable='true') -%}
    case when {{ may_be_rounding() }} then 'not_evaluable' else {{ compared(is_applicable) }} end
{%- endmacro %}

{% macro may_be_rounding() -%}
    comparison = '=' and abs(actual - expected) > tolerance and abs(actual - expected) <= rounding
{%- endmacro %}

{#- The columns detail_zh and detail_en of such a comparison, null but for what may be rounding. -#}
{% macro rounding_details() -%}
    case when {{ may_be_rounding() }} then '差额可能是所印金额四舍五入的尾差' end as detail_zh,
    case when {{ may_be_rounding() }} then 'the difference may come of amounts that are rounded in print' end as detail_en
{%- endmacro %}

{#- The outcome of a yes or no: null is neither, and so is what is not evaluable. -#}
{% macro judged(is_violated, is_applicable='true', is_evaluable='true') -%}
    case
        when not ({{ is_applicable }}) then 'not_applicable'
        when ({{ is_evaluable }}) and ({{ is_violated }}) then 'fail'
        when ({{ is_evaluable }}) and not ({{ is_violated }}) then 'pass'
        else 'not_evaluable'
    end
{%- endmacro %}

{#- The rows of several relations of findings; of all columns, or of those named. -#}
{% macro all_of(relations, columns=['*']) -%}
    {%- for relation in relations %}
    select {{ columns | join(', ') }} from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- A rule's parameter, from the seed: a threshold is policy, never code. -#}
{% macro parameter(rule_id, name) -%}
    (
        select parameter_value from {{ ref('rule_parameter') }}
        where rule_id = '{{ rule_id }}' and parameter_name = '{{ name }}'
    )
{%- endmacro %}

{#- The subject of a rule that looks at one row of an indicator table. -#}
{% macro indicator_subject(indicator_no='indicator_no') -%}
    'indicator ' || cast({{ indicator_no }} as string)
{%- endmacro %}
