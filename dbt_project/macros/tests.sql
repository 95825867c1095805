{#- Each combination of the columns occurs once and none of them is null: a table's key, in one query. -#}
{% test unique_key(model, columns) %}
    select {{ columns | join(', ') }}, count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1 {% for column in columns %}or {{ column }} is null {% endfor %}
{% endtest %}

{#-
  Each value of the columns is a member of its dimension: <subject>_key, or <subject>_id, of dim_<subject>. One test for all keys of
  a table, since each test costs a start; a row of it names the column and the value that dim_<subject> lacks.
-#}
{% test known_members(model, columns) %}
    {%- for column in columns %}
    {%- set dimension = ref('dim_' ~ column.rsplit('_', 1)[0]) %}
    select '{{ column }}' as key_column, facts.{{ column }} as unknown_value, count(*) as row_count
    from {{ model }} as facts
    left join {{ dimension }} as members on facts.{{ column }} = members.{{ column }}
    where members.{{ column }} is null
    group by facts.{{ column }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{% endtest %}

{#- dbt says how many rows fail a test; this says which: the first five of each failed test, in their own order, as `column: value` pairs. -#}
{% macro show_failing_rows(results) %}
    {%- for result in results if execute and result.status == 'fail' and result.node.resource_type == 'test' %}
        {%- set found = run_query('select * from (' ~ result.node.compiled_code ~ ') as failing order by all limit 5') %}
        {%- for row in found.rows %}
            {%- set pairs = [] %}
            {%- for name in found.column_names %}{% do pairs.append(name ~ ': ' ~ row[name]) %}{% endfor %}
            {%- do log(result.node.name ~ ' fails on ' ~ pairs | join(', '), info=true) %}
        {%- endfor %}
    {%- endfor %}
{% endmacro %}
