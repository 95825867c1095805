{#-
  The score that a quantified target earns, decimal(28,6), exact to two digits; null where it cannot be told.

  ≥ > =: met gives the weight, unmet weight × actual / target. ≤ <: not overshot gives the weight; overshot what the profile's reverse
  rule says: linear (2 − actual / target) × weight down to 0 at twice the target, quotient weight × target / actual. A target of 0 is
  met or missed, never divided by. Without an operator the direction is not known: a target that is exactly reached gives the weight,
  any other actual value tells nothing. An actual value that is a lower bound (1000余次, 90%以上) tells only that ≥ was met.
  target and actual are in one unit; `is_at_least` says that the actual value is a lower bound.
-#}
{% macro expected_score(target, operator, actual, weight, reverse_rule, is_at_least='false') -%}
    case
        when {{ target }} is null or {{ actual }} is null or {{ weight }} is null then null
        when {{ operator }} in ('≥', '>', '=') and {{ actual }} >= {{ target }} and not ({{ operator }} = '=' and {{ target }} = 0 and {{ actual }} > 0)
            then cast({{ weight }} as decimal(28, 6))
        when {{ is_at_least }} then null
        when {{ operator }} in ('≤', '<') and {{ actual }} <= {{ target }} then cast({{ weight }} as decimal(28, 6))
        when {{ operator }} is null and {{ actual }} = {{ target }} then cast({{ weight }} as decimal(28, 6))
        when {{ operator }} is null then null
        when {{ target }} <= 0 or {{ actual }} < 0 then cast(0 as decimal(28, 6))
        when {{ operator }} in ('≥', '>', '=')
            then cast(round(cast({{ weight }} as double) * ({{ ratio(actual, target) }}), 2) as decimal(28, 6))
        when {{ reverse_rule }} = 'quotient'
            then cast(round(cast({{ weight }} as double) * ({{ ratio(target, actual) }}), 2) as decimal(28, 6))
        when {{ actual }} >= 2 * {{ target }} then cast(0 as decimal(28, 6))
        else cast(round(cast({{ weight }} as double) * (2 - {{ ratio(actual, target) }}), 2) as decimal(28, 6))
    end
{%- endmacro %}

{#-
  Whether the target is met; null where it cannot be told. One with = is met by more too, as its score is, but of 0 by nothing else; one
  without an operator, whose direction is not known, where it is exactly reached. An actual value that is a lower bound (1000余次) tells
  that ≥ was met, or that ≤ was not.
-#}
{% macro target_met(target, operator, actual, is_at_least='false') -%}
    case
        when {{ target }} is null or {{ actual }} is null then null
        when {{ operator }} is null then case when {{ actual }} = {{ target }} and not {{ is_at_least }} then true end
        when {{ operator }} in ('≥', '>') or {{ operator }} = '=' and {{ target }} <> 0
            then case
                when {{ actual }} > {{ target }} or {{ actual }} = {{ target }} and {{ operator }} <> '>' then true
                when not {{ is_at_least }} then false
            end
        when {{ actual }} > {{ target }} or {{ actual }} = {{ target }} and {{ operator }} = '<' then false
        when not {{ is_at_least }} then true
    end
{%- endmacro %}
