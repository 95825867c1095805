-- T01: the plan runs from start to end, the fiscal year lies in it, and the deadlines that targets and goals name lie in it too. Other
-- years in texts (2018年以来, 2022-2025年) are no deadlines.
with periods as (
    select
        report_key,
        form_key,
        form_type,
        fiscal_year,
        planned_start_date,
        planned_end_date,
        extract(year from planned_start_date) as start_year,
        extract(year from planned_end_date) as end_year,
        period_lines
    from {{ ref('dim_form') }}
),

texts as (
    select
        form_key,
        subject,
        indicator_no,
        indicator_name as subject_name,
        target_text as actual_text,
        {{ deadline_year('normalised_target') }} as deadline_year,
        lines
    from {{ ref('audit_indicator') }}
    union all
    select
        form_key,
        'goal ' || goal_kind as subject,
        null as indicator_no,
        null as subject_name,
        null as actual_text,
        {{ deadline_year('goal_text') }} as deadline_year,
        lines
    from {{ ref('stg_goals') }}
),

judged as (
    select
        report_key,
        form_key,
        'period' as subject,
        null as indicator_no,
        null as subject_name,
        cast(planned_start_date as string) || ' – ' || cast(planned_end_date as string) as actual_text,
        cast(fiscal_year as string) as expected_text,
        {{ judged('planned_start_date > planned_end_date or fiscal_year < start_year or fiscal_year > end_year',
            is_applicable="form_type = 'target_declaration'") }} as outcome,
        period_lines as lines
    from periods
    union all
    select
        periods.report_key,
        periods.form_key,
        texts.subject,
        texts.indicator_no,
        texts.subject_name,
        coalesce(texts.actual_text, cast(texts.deadline_year as string)) as actual_text,
        cast(coalesce(periods.start_year, periods.fiscal_year) as string) || ' – '
        || cast(coalesce(periods.end_year, periods.fiscal_year) as string) as expected_text,
        {{ judged('texts.deadline_year < coalesce(periods.start_year, periods.fiscal_year)
            or texts.deadline_year > coalesce(periods.end_year, periods.fiscal_year)') }} as outcome,
        texts.lines
    from texts
    inner join periods on texts.form_key = periods.form_key
    where texts.deadline_year is not null
)

{{ findings('T01', 'judged', ['subject_name', 'indicator_no', 'expected_text', 'actual_text']) }}
