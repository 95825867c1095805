{%- set parts = [
    ref('findings_of_parse'),
    ref('findings_of_money'),
    ref('findings_of_scores'),
    ref('findings_of_indicators'),
    ref('findings_of_time'),
    ref('findings_of_goals'),
    ref('findings_over_years'),
] -%}

with found as (
    {{ all_of(parts) }}
),

-- Read a second time, these two columns alone: kept for both uses, all rows of `found` would have to lie in memory.
looked_at as (
    {{ all_of(parts, ['rule_id', 'form_key']) }}
),

-- No form is skipped in silence: where a rule finds nothing to look at, that is said. A quarantined form is looked at by the rules
-- of its parse (class B) alone.
passed_over as (
    select
        rules.rule_id,
        forms.report_key,
        forms.form_key,
        'form' as subject,
        case when rules.applies_to in ('form', forms.form_type) then rules.outcome_if_absent else 'not_applicable' end as outcome,
        {{ no_lines() }} as lines,
        case when rules.applies_to in ('form', forms.form_type) then '表中没有该规则审核的内容' else '该规则不审核此类表' end as detail_zh,
        case
            when rules.applies_to in ('form', forms.form_type) then 'the form has nothing that the rule looks at'
            else 'the rule does not look at forms of this kind'
        end as detail_en
    from {{ ref('fct_parse_quality') }} as forms
    inner join {{ ref('dim_rule') }} as rules
        on rules.applies_to <> 'report' and (rules.rule_class = 'B' or not forms.is_quarantined)
    left join looked_at on rules.rule_id = looked_at.rule_id and forms.form_key = looked_at.form_key
    where looked_at.rule_id is null
),

completed as (
    select * from found
    union all
    {{ findings(none, 'passed_over', ['detail_zh', 'detail_en']) }}
),

placed as (
    select
        completed.*,
        rules.rule_version,
        rules.rule_class,
        rules.severity,
        rules.name_zh,
        rules.name_en,
        subjects.name_zh as subject_zh,
        subjects.name_en as subject_en,
        coalesce(forms.report_file, reports.report_file) as report_file,
        coalesce(forms.report_sha256, reports.report_sha256) as report_sha256,
        coalesce(published.project_key, {{ unknown_key() }}) as project_key,
        coalesce(published.unit_key, reports.unit_key, {{ unknown_key() }}) as unit_key,
        coalesce(published.fiscal_year_key, {{ unknown_key() }}) as fiscal_year_key,
        published.fiscal_year,
        reference_forms.report_file as reference_file,
        case
            when {{ first_line('completed.lines') }} is null then {{ one_line('forms.line_start') }}
            else completed.lines
        end as evidence_lines,
        cast(completed.actual - completed.expected as decimal(28, 6)) as difference,
        coalesce(indicators.place, amounts.place, forms.place) as place
    from completed
    inner join {{ ref('dim_rule') }} as rules on completed.rule_id = rules.rule_id
    left join {{ ref('audit_subject') }} as subjects on completed.subject = subjects.subject
    left join {{ ref('dim_report') }} as reports on completed.report_key = reports.report_key
    left join {{ ref('fct_parse_quality') }} as forms on completed.form_key = forms.form_key
    left join {{ ref('dim_form') }} as published on completed.form_key = published.form_key
    left join {{ ref('dim_form') }} as reference_forms on completed.reference_form_key = reference_forms.form_key
    left join {{ ref('parse_indicator') }} as indicators
        on completed.form_key = indicators.form_key and completed.indicator_no = indicators.indicator_no
    left join {{ ref('fct_project_funding') }} as amounts
        on
            completed.form_key = amounts.form_key and completed.budget_stage = amounts.budget_stage
            and amounts.funding_source = coalesce(completed.funding_source, 'total')
),

worded as (
    select
        *,
        '（' || coalesce(subject_name, subject_zh, subject) || '）：' as about_zh,
        ' (' || coalesce(subject_name, subject_en, subject) || '): ' as about_en,
        {{ unit_as_text('value_unit', 'zh') }} as unit_zh,
        {{ unit_as_text('value_unit', 'en') }} as unit_en,
        coalesce(comparison || ' ', '') as held_as,
        {{ number_as_text('expected', 'value_unit') }} as expected_number,
        {{ number_as_text('actual', 'value_unit') }} as actual_number,
        -- of what is on the right side of its bound, the difference says nothing
        case
            when comparison = '≥' and difference >= 0 or comparison = '≤' and difference <= 0 then null
            else {{ number_as_text('difference', 'value_unit') }}
        end as difference_number
    from placed
),

phrased as (
    select
        *,
        held_as || coalesce(expected_text, expected_number || unit_zh) as due_zh,
        held_as || coalesce(expected_text, expected_number || unit_en) as due_en,
        coalesce(actual_text, actual_number || unit_zh) as seen_zh,
        coalesce(actual_text, actual_number || unit_en) as seen_en,
        -- what lies between two percentages is points of percent
        difference_number || case when value_unit = 'percent' then ' 个百分点' else unit_zh end as apart_zh,
        difference_number || case when value_unit = 'percent' then ' percentage points' else unit_en end as apart_en
    from worded
)

select
    {{ surrogate_key(['rule_id', 'report_key', 'form_key', 'subject']) }} as finding_key,
    rule_id,
    rule_version,
    rule_class,
    severity,
    report_key,
    form_key,
    project_key,
    unit_key,
    fiscal_year_key,
    fiscal_year,
    subject,
    subject_name,
    indicator_no,
    funding_source,
    budget_stage,
    outcome,
    value_unit,
    comparison,
    expected,
    actual,
    difference,
    tolerance,
    expected_text,
    actual_text,
    report_file,
    report_sha256,
    {{ first_line('evidence_lines') }} as line_start,
    {{ last_line('evidence_lines') }} as line_end,
    evidence_lines,
    place,
    reference_form_key,
    reference_file,
    reference_lines,
    name_zh || about_zh || case outcome
        when 'not_applicable' then '不适用' || coalesce('，' || detail_zh, '')
        when 'not_evaluable' then '无法判断' || coalesce('，' || detail_zh, '')
        when 'pass' then '通过' || coalesce('，应 ' || due_zh, '') || coalesce('，实为 ' || seen_zh, '')
        else
            '不通过' || coalesce('，应 ' || due_zh, '') || coalesce('，实为 ' || seen_zh, '') || coalesce('，相差 ' || apart_zh, '')
            || coalesce('；' || detail_zh, '')
    end as message_zh,
    name_en || about_en || case outcome
        when 'not_applicable' then 'not applicable' || coalesce(', ' || detail_en, '')
        when 'not_evaluable' then 'cannot be told' || coalesce(', ' || detail_en, '')
        when 'pass' then 'passed' || coalesce(', expected ' || due_en, '') || coalesce(', found ' || seen_en, '')
        else
            'failed' || coalesce(', expected ' || due_en, '') || coalesce(', found ' || seen_en, '')
            || coalesce(', difference ' || apart_en, '') || coalesce('; ' || detail_en, '')
    end as message_en
from phrased
