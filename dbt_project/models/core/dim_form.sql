with goals as (
    select
        form_key,
        max(case when goal_kind = 'project' then goal_text end) as project_goal_text,
        max(case when goal_kind = 'annual' then goal_text end) as annual_goal_text,
        max(case when goal_kind = 'planned' then goal_text end) as planned_goal_text,
        max(case when goal_kind = 'actual' then goal_text end) as actual_goal_text
    from {{ ref('stg_goals') }}
    group by form_key
)

select
    forms.form_key,
    forms.report_key,
    forms.project_key,
    forms.unit_key,
    forms.supervising_unit_key,
    forms.fiscal_year_key,
    forms.fiscal_year,
    forms.form_no,
    forms.form_type,
    forms.project_name,
    forms.implementing_unit,
    forms.supervising_department,
    forms.project_nature,
    forms.project_category,
    forms.planned_start_date,
    forms.planned_end_date,
    forms.funding_unit,
    goals.project_goal_text,
    goals.annual_goal_text,
    goals.planned_goal_text,
    goals.actual_goal_text,
    forms.report_file,
    forms.report_sha256,
    forms.line_start,
    forms.line_end,
    forms.place,
    forms.head_lines,
    forms.nature_lines,
    forms.period_lines
from {{ ref('stg_forms') }} as forms
left join goals on forms.form_key = goals.form_key
where not forms.is_quarantined
