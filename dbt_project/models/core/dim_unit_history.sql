-- Units are renamed and come under other departments: what forms of which years printed. The year is that of the budget, since forms
-- do not tell the day of a reform.
with printed as (
    select
        unit_key,
        supervising_unit_key,
        {{ normalised_name('implementing_unit') }} as normalised_unit_name,
        min(implementing_unit) as unit_name,
        min(supervising_department) as supervising_department,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year,
        count(*) as form_count
    from {{ ref('dim_form') }}
    where unit_key <> {{ unknown_key() }}
    group by unit_key, supervising_unit_key, {{ normalised_name('implementing_unit') }}
)

select
    unit_key,
    normalised_unit_name,
    unit_name,
    supervising_unit_key,
    supervising_department,
    first_fiscal_year,
    last_fiscal_year,
    coalesce(last_fiscal_year = max(last_fiscal_year) over (partition by unit_key), false) as is_current,
    form_count
from printed
