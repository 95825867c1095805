with goals as (
    select
        form_key,
        max(case when goal_kind = 'project' then goal_text end) as project_goal_text,
        max(case when goal_kind = 'annual' then goal_text end) as annual_goal_text,
        max(case when goal_kind = 'planned' then goal_text end) as planned_goal_text,
        max(case when goal_kind = 'actual' then goal_text end) as actual_goal_text
    from {{ ref('stg_goals') }}
    group by form_key
),

-- The template of the place whose name begins the implementing unit's, the longest such beginning; else the national one.
templates as (
    select
        forms.form_key,
        places.form_template_key
    from {{ ref('stg_forms') }} as forms
    inner join {{ ref('dim_form_template') }} as places
        on
            places.unit_prefix is null
            or (
                left(forms.implementing_unit, length(places.unit_prefix)) = places.unit_prefix
                and (forms.fiscal_year is null or forms.fiscal_year >= places.from_year)
            )
    qualify row_number() over (
        partition by forms.form_key order by coalesce(length(places.unit_prefix), 0) desc nulls last, places.from_year desc nulls last
    ) = 1
)

select
    forms.form_key,
    forms.report_key,
    forms.project_key,
    forms.unit_key,
    forms.supervising_unit_key,
    forms.fiscal_year_key,
    templates.form_template_key,
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
inner join templates on forms.form_key = templates.form_key
left join goals on forms.form_key = goals.form_key
where not forms.is_quarantined
