{#-
  What a printed number says about its own precision.

  printed_step(text): one unit of the last printed digit (`7,295,544` 1, `95.99` 0.01, `99.940%` 0.001), decimal(18,6); null for a
  text that is null. A comparison with a printed number allows half of it: 9.9939 prints as 9.99.
-#}
{% macro printed_step(text) -%}
    {%- set number = "translate(" ~ text ~ ", '%％亿万元分 ', '')" -%}
    {{ decimal_step("case when instr(" ~ text ~ ", '.') = 0 then 0 else length(" ~ number ~ ") - instr(" ~ number ~ ", '.') end", text) }}
{%- endmacro %}

{#- The same of a decimal whose printed text was not kept: trailing zeros are taken as not printed. Null for null. -#}
{% macro value_step(value) -%}
    case
        {%- for digits in range(4) %}
        when {{ value }} = round({{ value }}, {{ digits }}) then cast({{ '%.6f' | format(10 ** -digits) }} as decimal(18, 6))
        {%- endfor %}
        when {{ value }} is not null then cast(0.000100 as decimal(18, 6))
    end
{%- endmacro %}

{#-
  What rounding in print may hide of an amount in yuan: half of its last digit; nothing of a zero, nor of an amount printed to the fen,
  which has no parts. Null where there is no amount.
-#}
{% macro hidden_by_rounding(amount, step) -%}
    case when {{ amount }} = 0 or {{ step }} <= 0.01 then 0 else {{ step }} * 0.5 end
{%- endmacro %}

{#- Ten to the power of minus `digits`, exactly: power() would give a double. Beyond six digits, six. -#}
{% macro decimal_step(digits, present) -%}
    case
        when {{ present }} is null then null
        {%- for count in range(6) %}
        when {{ digits }} = {{ count }} then cast({{ '%.6f' | format(10 ** -count) }} as decimal(18, 6))
        {%- endfor %}
        else cast(0.000001 as decimal(18, 6))
    end
{%- endmacro %}

{#-
  A printed rate as a number of percent, double: `99.94%` and `99.94` are 99.94. A number up to 1 without a percent sign may be a
  fraction or a percentage; it is left null, since the text does not say which.
-#}
{% macro percent_from_text(text) -%}
    {%- set number = "try_cast(translate(" ~ text ~ ", '%％, ', '') as double)" -%}
    case
        when instr({{ text }}, '%') > 0 or instr({{ text }}, '％') > 0 or {{ number }} = 0 or {{ number }} > 1 then {{ number }}
    end
{%- endmacro %}

{#- a / b of two amounts as a double: engines disagree on the type of a decimal quotient. Null where b is zero or either is null. -#}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}

{#- A decimal as it is read: yuan with two digits; what is counted without any; the rest with as many as it has, up to six. -#}
{% macro number_as_text(value, value_unit) -%}
    case
        when {{ value }} is null then null
        when {{ value_unit }} = 'yuan' then cast(cast({{ value }} as decimal(24, 2)) as string)
        {%- for digits in range(6) %}
        when {{ value }} = round({{ value }}, {{ digits }}) then cast(cast({{ value }} as decimal(24, {{ digits }})) as string)
        {%- endfor %}
        else cast({{ value }} as string)
    end
{%- endmacro %}

{#-
  The unit of a finding's numbers as it is read behind them, in 'zh' or 'en'. Counts have none; of what is compared in the base unit of a
  quantity, value_unit is that unit as it is written (元, 次).
-#}
{% macro unit_as_text(value_unit, language) -%}
    {%- set words = {
        'zh': {'yuan': ' 元', 'points': ' 分', 'ratio': ' 倍', 'percent': '%'},
        'en': {'yuan': ' yuan', 'points': ' points', 'ratio': ' times', 'percent': '%'},
    }[language] -%}
    case
        when {{ value_unit }} is null or {{ value_unit }} = 'count' then ''
        {%- for code, word in words.items() %}
        when {{ value_unit }} = '{{ code }}' then '{{ word }}'
        {%- endfor %}
        else ' ' || {{ value_unit }}
    end
{%- endmacro %}
