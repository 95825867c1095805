-- X06: each project and year has its declaration and its self-evaluation, and a report's forms are as many, and ask for as much, as its
-- department says it published. A fail is information on what is at hand, no fault of the document. The published totals stand in pages
-- that are not read: that part cannot be told.
with coverage as (
    select
        forms.report_key,
        forms.form_key,
        'counterpart' as subject,
        forms.project_name as subject_name,
        {{ judged('not (lifecycle.is_declared and lifecycle.is_self_evaluated)') }} as outcome,
        case
            when not lifecycle.is_self_evaluated then '库中没有该项目该年度的自评表' else '库中没有该项目该年度的申报表'
        end as detail_zh,
        case
            when not lifecycle.is_self_evaluated then 'no self-evaluation of the project and year is at hand'
            else 'no declaration of the project and year is at hand'
        end as detail_en
    from {{ ref('dim_form') }} as forms
    inner join {{ ref('fct_project_lifecycle') }} as lifecycle
        on forms.project_key = lifecycle.project_key and forms.fiscal_year_key = lifecycle.fiscal_year_key
),

published as (
    select
        forms.report_key,
        forms.form_key,
        'published_total' as subject,
        null as subject_name,
        'not_evaluable' as outcome,
        '部门公开的绩效项目数与金额不在所读文件中' as detail_zh,
        'the number and amount that the department published stand in no file that is read' as detail_en
    from {{ ref('dim_form') }} as forms
    where forms.form_no = 1
),

judged as (
    select
        *,
        {{ no_lines() }} as lines
    from coverage
    union all
    select
        *,
        {{ no_lines() }} as lines
    from published
)

{{ findings('X06', 'judged', ['subject_name', 'detail_zh', 'detail_en']) }}
