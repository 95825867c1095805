{%- set rules = [
    ref('f01_declared_components_sum'),
    ref('f02_self_evaluated_components_sum'),
    ref('f03_execution_rate_and_score'),
    ref('s01_weights_sum_to_full'),
    ref('s02_scores_sum_to_total'),
] -%}

with findings as (
    {% for rule in rules %}
    select
        rule_id,
        form_key,
        subject,
        value_unit,
        comparison,
        outcome,
        cast(expected as decimal(24, 6)) as expected,
        cast(actual as decimal(24, 6)) as actual,
        cast(tolerance as decimal(24, 6)) as tolerance,
        line_start,
        line_end
    from {{ rule }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

worded as (
    select
        *,
        cast(actual - expected as decimal(24, 6)) as difference,
        {{ number_as_text('expected', 'value_unit') }} as expected_text,
        {{ number_as_text('actual', 'value_unit') }} as actual_text,
        {{ number_as_text('actual - expected', 'value_unit') }} as difference_text
    from findings
)

select
    worded.rule_id,
    rules.rule_version,
    rules.rule_class,
    rules.severity,
    worded.form_key,
    forms.report_key,
    forms.project_key,
    forms.unit_key,
    forms.fiscal_year_key,
    forms.fiscal_year,
    worded.subject,
    worded.outcome,
    worded.value_unit,
    worded.comparison,
    worded.expected,
    worded.actual,
    worded.difference,
    worded.tolerance,
    forms.report_file,
    forms.report_sha256,
    worded.line_start,
    worded.line_end,
    rules.name_zh || '（' || worded.subject || '）：' || case
        when worded.outcome = 'not_applicable' then '不适用'
        when worded.outcome = 'not_evaluable' then '缺少所比较的数，无法判断'
        else '应 ' || worded.comparison || ' ' || worded.expected_text || '，实为 ' || worded.actual_text || '，相差 ' || worded.difference_text
    end as message_zh,
    rules.name_en || ' (' || worded.subject || '): ' || case
        when worded.outcome = 'not_applicable' then 'not applicable'
        when worded.outcome = 'not_evaluable' then 'cannot be told, a number that is compared is missing'
        else
            'expected ' || worded.comparison || ' ' || worded.expected_text || ', found ' || worded.actual_text
            || ', difference ' || worded.difference_text
    end as message_en
from worded
inner join {{ ref('dim_rule') }} as rules on worded.rule_id = rules.rule_id
inner join {{ ref('dim_form') }} as forms on worded.form_key = forms.form_key
