-- A project has several forms a year: a declaration in spring, a self-evaluation in autumn, versions of either. What was printed last
-- in the order of files and forms stands for the year; what the forms say differently is counted.
with forms as (
    select
        *,
        row_number() over (partition by project_key, fiscal_year_key order by form_type asc, report_file asc, form_no asc) as standing
    from {{ ref('dim_form') }}
),

years as (
    select
        project_key,
        fiscal_year_key,
        fiscal_year,
        max(standing) as last_standing,
        count(*) as form_count,
        count(case when form_type = 'target_declaration' then 1 end) as declaration_count,
        count(case when form_type = 'self_evaluation' then 1 end) as self_evaluation_count,
        count(distinct {{ normalised_name('project_nature') }}) as nature_count,
        max(project_nature) as project_nature,
        max(project_category) as project_category
    from forms
    group by project_key, fiscal_year_key, fiscal_year
)

select
    {{ surrogate_key(['years.project_key', 'years.fiscal_year_key']) }} as project_year_key,
    years.project_key,
    years.fiscal_year_key,
    forms.unit_key,
    forms.supervising_unit_key,
    years.fiscal_year,
    forms.project_name,
    forms.implementing_unit,
    forms.supervising_department,
    years.project_nature,
    years.project_category,
    years.nature_count > 1 as has_conflicting_nature,
    years.form_count,
    years.declaration_count,
    years.self_evaluation_count
from years
inner join forms
    on
        years.project_key = forms.project_key
        and years.fiscal_year_key = forms.fiscal_year_key
        and years.last_standing = forms.standing
