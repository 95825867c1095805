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
