{#-
  Lists of line numbers, the evidence of a finding: ascending, each line once, never null. Lists are written differently by each
  engine (Spark: array<int>, array_union, collect_list), so that models name these macros only.
-#}
{% macro lines_type() -%}integer[]{%- endmacro %}

{% macro no_lines() -%}cast([] as integer[]){%- endmacro %}

{#- The lines of several columns together; null counts as none. -#}
{% macro lines_of(columns) -%}
    list_sort(list_distinct(
        {%- for column in columns %}coalesce({{ column }}, {{ no_lines() }}){{ '' if loop.last else ' || ' }}{% endfor -%}
    ))
{%- endmacro %}

{#- The lines of all rows of a group. -#}
{% macro merged_lines(column) -%}
    coalesce(list_sort(list_distinct(flatten(list({{ column }}) filter (where {{ column }} is not null)))), {{ no_lines() }})
{%- endmacro %}

{#- One line as a list; none for null. -#}
{% macro one_line(line) -%}
    case when {{ line }} is null then {{ no_lines() }} else [{{ line }}] end
{%- endmacro %}

{% macro first_line(lines) -%}list_min({{ lines }}){%- endmacro %}

{% macro last_line(lines) -%}list_max({{ lines }}){%- endmacro %}
