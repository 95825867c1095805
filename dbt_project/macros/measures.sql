{#- The key of a unit of measure as it is printed; of none, that of the unknown member. -#}
{% macro measure_unit_key(measure_unit) -%}
    case
        when {{ normalised_name(measure_unit) }} is null then {{ unknown_key() }}
        else {{ surrogate_key([normalised_name(measure_unit)]) }}
    end
{%- endmacro %}

{#-
  A number in the base unit of its family (40 亿元: 4000000000 元), decimal(38,6); null where the unit has no factor, or the number
  more digits than fit: never rounded in silence.
-#}
{% macro in_base_unit(value, factor) -%}
    cast(try_cast({{ value }} as decimal(20, 6)) * cast({{ factor }} as decimal(18, 2)) as decimal(38, 6))
{%- endmacro %}

{#- Two factors multiplied, exactly: of the seeds' own types the product would have more digits than its type. -#}
{% macro product(left, right) -%}
    cast({{ left }} as decimal(19, 2)) * cast({{ right }} as decimal(19, 2))
{%- endmacro %}

{#- 0 to 10 ** digits - 1, as rows of a column n: places in texts up to that length. -#}
{% macro numbers(digits) -%}
    select
        {%- for digit in range(digits) %}
        {{ '+ ' if not loop.first }}d{{ digit }}.n * {{ 10 ** digit }}
        {%- endfor %} as n
    from {% for digit in range(digits) -%}
        (
            {%- for n in range(10) %}select {{ n }} as n{{ ' union all ' if not loop.last }}{% endfor -%}
        ) as d{{ digit }}{{ ' cross join ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
