{#-
  How alike two texts are, by the runs of characters that they share: no words need to be known, which Chinese does not part by blanks.

  character_runs(relation, key, column, length, digits): one row for each different run of `length` characters of the column's text,
  with the key and the number of the text's runs; only the first 10 ** digits characters are looked at.
-#}
{% macro character_runs(relation, key, column, length=2, digits=2) -%}
    select distinct
        texts.{{ key }},
        substr(texts.{{ column }}, places.n + 1, {{ length }}) as run
    from {{ relation }} as texts
    inner join ({{ numbers(digits) }}) as places on places.n <= length(texts.{{ column }}) - {{ length }}
{%- endmacro %}

{#- A name without the word for its count at the end: 入库企业数 and 政策调研次数 are about 入库企业 and 政策调研. -#}
{% macro without_count_word(name) -%}
    case
        when length({{ name }}) > 3 and right({{ name }}, 2) in ('次数', '场次', '数量', '人数', '家数', '篇数', '个数')
            then left({{ name }}, length({{ name }}) - 2)
        when length({{ name }}) > 2 and right({{ name }}, 1) = '数' then left({{ name }}, length({{ name }}) - 1)
        else {{ name }}
    end
{%- endmacro %}

{#- Families of units that count the same things: 人 and 人次 differ in what they mean, and are compared to say so. -#}
{% macro unit_group(unit_family) -%}
    case {{ unit_family }} when 'person_time' then 'person' when 'organisation_time' then 'organisation' else {{ unit_family }} end
{%- endmacro %}

{#- The digits of a number without the zeros at its end, as a text: 18000 is 18. Whole numbers up to twelve zeros. -#}
{% macro significant_digits(value) -%}
    rtrim(cast(cast({{ value }} as decimal(28, 0)) as string), '0')
{%- endmacro %}
