with forms as (
    select * from {{ ref('dim_form') }}
),

-- The name as the latest year printed it stands for the project.
latest as (
    select
        project_key,
        unit_key,
        implementing_unit,
        project_name
    from forms
    where project_key != {{ unknown_key() }}
    qualify
        row_number() over (partition by project_key order by fiscal_year desc nulls last, report_file asc, form_no asc) = 1
),

years as (
    select
        project_key,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year,
        count(*) as form_count
    from forms
    group by project_key
),

members as (
    select
        project_key,
        unit_key,
        implementing_unit,
        project_name,
        {{ normalised_name('project_name') }} as normalised_project_name
    from latest
    union all
    select
        {{ unknown_key() }} as project_key,
        {{ unknown_key() }} as unit_key,
        '(unknown)' as implementing_unit,
        '(unknown)' as project_name,
        '(unknown)' as normalised_project_name
)

select
    members.project_key,
    members.unit_key,
    members.implementing_unit,
    members.project_name,
    members.normalised_project_name,
    years.first_fiscal_year,
    years.last_fiscal_year,
    coalesce(years.form_count, 0) as form_count
from members
left join years on members.project_key = years.project_key
