{#-
  What the project's YAML says of its tables, for the models of the schema dictionary and for the Chinese views. Everything that
  lists tables or columns (exports, docs, `jixiao trace`) reads those models and not the YAML, so each fact is declared once.

  Published: each model that is a table or a view, but for those of layers whose config.meta says `internal`.
-#}
{% macro published_models() -%}
    {%- set found = [] %}
    {%- for node in (graph or {}).get('nodes', {}).values() if node.resource_type == 'model' %}
        {%- if node.config.materialized != 'ephemeral' and not node.config.meta.get('internal') %}{% do found.append(node) %}{% endif %}
    {%- endfor %}
    {{- return(found | sort(attribute='name') | sort(attribute='schema')) }}
{%- endmacro %}

{#-
  The Chinese name that a description gives: what stands in its first brackets that hold Chinese, up to a comma. A label of the form
  is the name of several columns of one table (金额 as a number and as printed), so those of keys, printed texts, translations and
  flags say what they are. None where no brackets hold Chinese.
-#}
{% macro chinese_name(column) -%}
    {%- set bracket = modules.re.search('[(（]([^()（）]*[一-鿿][^()（）]*)[)）]', column.description) %}
    {%- if not bracket %}{{ return(none) }}{% endif %}
    {%- set label = modules.re.search('[^,，;；]*[一-鿿][^,，;；]*', bracket.group(1)).group(0) | trim %}
    {%- set before = '是否' if column.name.startswith('is_') else '' %}
    {%- set after = {'key': '键', 'text': '原文', 'en': '英文'}.get(column.name.split('_')[-1], '') %}
    {%- set after = '' if after in label or label.endswith('文字') else after %}
    {{- return((before if before not in label else '') ~ label ~ after) }}
{%- endmacro %}

{#- The generic tests by their model and kind, in one look at all nodes: their arguments, in the order of the tests' names. -#}
{% macro tests_by_model() -%}
    {%- set tests, found = [], {} %}
    {%- for node in (graph or {}).get('nodes', {}).values() if node.resource_type == 'test' and node.test_metadata %}{% do tests.append(node) %}{% endfor %}
    {%- for test in tests | sort(attribute='name') %}
        {%- do found.setdefault(test.attached_node, {}).setdefault(test.test_metadata.name, []).append(test.test_metadata.kwargs) %}
    {%- endfor %}
    {{- return(found) }}
{%- endmacro %}

{#- The columns of a model's key: those of its test unique_key; empty where it has none. -#}
{% macro key_of(tests) -%}
    {{- return(tests['unique_key'][0].columns if tests.get('unique_key') else []) }}
{%- endmacro %}

{#- What a model's columns refer to, of its tests known_members and relationships: column, model, column of that model. -#}
{% macro references_of(tests) -%}
    {%- set found = [] %}
    {%- for test in tests.get('known_members', []) %}
        {%- for column in test.columns %}{% do found.append((column, 'dim_' ~ column.rsplit('_', 1)[0], column)) %}{% endfor %}
    {%- endfor %}
    {%- for test in tests.get('relationships', []) %}
        {%- do found.append((test.column_name, modules.re.findall("\\w+", test.to)[-1], test.field)) %}
    {%- endfor %}
    {{- return(found) }}
{%- endmacro %}

{#- Values as literals: none is null; white space that YAML folds is one blank. -#}
{% macro literals(values) -%}
    {%- set found = [] %}
    {%- for value in values %}
        {%- if value is string %}
            {%- set text = value.split() | join(' ') %}
            {%- do found.append("'" ~ (dbt.escape_single_quotes(text) if "'" in text else text) ~ "'") %}
        {%- else %}{% do found.append('null' if value is none else value | string) %}
        {%- endif %}
    {%- endfor %}
    {{- return(found) }}
{%- endmacro %}

{#- Rows as a table of the given columns; a row of nulls where there are none, as while the project is parsed. -#}
{% macro literal_rows(columns, rows) -%}
    (
        values
        {%- for row in rows or [[none] * columns | length] %}
        ({{ literals(row) | join(', ') }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as literals ({{ columns | join(', ') }})
{%- endmacro %}

{#- One row per published table: see models/dictionary. -#}
{% macro dictionary_tables() -%}
    {%- set rows, tests = [], tests_by_model() %}
    {%- for node in published_models() if execute %}
        {%- set key = key_of(tests.get(node.unique_id, {})) %}
        {%- do rows.append((node.schema, node.name, node.config.meta.get('zh'), key | join(', '), node.description, node.config.meta.get('grain_zh'))) %}
    {%- endfor %}
    {{- literal_rows(['schema_name', 'table_name', 'name_zh', 'key_columns', 'description', 'grain_zh'], rows) }}
{%- endmacro %}

{#- One row per column of a published table. -#}
{% macro dictionary_columns() -%}
    {%- set rows, tests = [], tests_by_model() %}
    {%- for node in published_models() if execute %}
        {%- set key = key_of(tests.get(node.unique_id, {})) %}
        {%- for column in node.columns.values() %}
            {%- set required = column.name in key or 'not_null' in column.constraints | map(attribute='type') | map('string') | join(' ') %}
            {%- do rows.append((
                node.schema, node.name, loop.index, column.name, chinese_name(column), column.data_type, column.name in key, required,
                column.meta.get('mof_code'), column.description
            )) %}
        {%- endfor %}
    {%- endfor %}
    {{- literal_rows([
        'schema_name', 'table_name', 'column_no', 'column_name', 'name_zh', 'data_type', 'is_key', 'is_required', 'mof_code', 'description'
    ], rows) }}
{%- endmacro %}

{#- One row per column that refers to a column of another published table. -#}
{% macro dictionary_references() -%}
    {%- set models, rows, tests = {}, [], tests_by_model() %}
    {%- for node in published_models() if execute %}{% do models.update({node.name: node}) %}{% endfor %}
    {%- for node in models.values() %}
        {%- for column, to, field in references_of(tests.get(node.unique_id, {})) if to in models %}
            {%- do rows.append((node.schema, node.name, column, models[to].schema, to, field)) %}
        {%- endfor %}
    {%- endfor %}
    {{- literal_rows(['schema_name', 'table_name', 'column_name', 'to_schema_name', 'to_table_name', 'to_column_name'], rows) }}
{%- endmacro %}

{#-
  The Chinese views (schema 中文): one for each published table that this run built, its columns under their Chinese names. They are
  made after the run since their number follows from the tables. What has no Chinese name of its own keeps its English one here, and
  fails the test dictionary_is_complete.
-#}
{% macro chinese_views(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.unique_id') | list %}
    {%- set schema = api.Relation.create(database=target.database, schema='中文').without_identifier() | string %}
    {%- for node in published_models() if execute and node.unique_id in built %}
        {%- if loop.first %}{% do run_query('create schema if not exists ' ~ schema) %}{% endif %}
        {%- set view = schema ~ '.' ~ adapter.quote(node.config.meta.get('zh') or node.name) %}
        {%- set columns, taken, statements = [], [], [] %}
        {%- for column in node.columns.values() %}
            {%- set label = chinese_name(column) %}
            {%- set name = adapter.quote(column.name if label is none or label in taken else label) %}
            {%- do taken.append(label) %}
            {%- do columns.append(column.name ~ ' as ' ~ name) %}
            {%- do statements.append('comment on column ' ~ view ~ '.' ~ name ~ ' is ' ~ literals([column.name ~ ': ' ~ column.description])[0]) %}
        {%- endfor %}
        {%- do statements.insert(0, 'create or replace view ' ~ view ~ ' as select ' ~ columns | join(', ') ~ ' from ' ~ node.relation_name) %}
        {%- do statements.insert(1, 'comment on view ' ~ view ~ ' is ' ~ literals([node.schema ~ '.' ~ node.name ~ ': ' ~ node.description])[0]) %}
        {#- in one transaction: each of the comments would be written to the disk by itself #}
        {%- do run_query('begin;\n' ~ statements | join(';\n') ~ ';\ncommit') %}
    {%- endfor %}
{%- endmacro %}
