select distinct
    fiscal_year_key,
    fiscal_year
from {{ ref('dim_form') }}
-- union, not union all: the unknown member occurs once, whether a form lacks its year or not
union
select
    {{ unknown_key() }} as fiscal_year_key,
    null as fiscal_year
