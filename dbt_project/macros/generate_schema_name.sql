{#- Schemas are named exactly as configured: `core`, never dbt's default `<target schema>_core`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
