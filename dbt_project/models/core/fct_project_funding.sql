with funding as (
    select
        *,
        {{ printed_step('amount_text') }} as printed_step
    from {{ ref('stg_funding') }}
),

forms as (
    select
        *,
        case funding_unit
            when '元' then 1
            when '万元' then 10000
            when '亿元' then 100000000
        end as yuan_per_unit
    from {{ ref('dim_form') }}
)

select
    funding.form_key,
    funding.funding_source_key,
    funding.budget_stage_key,
    forms.report_key,
    forms.project_key,
    forms.unit_key,
    forms.fiscal_year_key,
    forms.fiscal_year,
    forms.form_type,
    funding.funding_source,
    sources.is_total,
    funding.budget_stage,
    funding.amount_yuan,
    funding.amount_text,
    -- a dash is printed text, but no number with a last digit
    cast(
        case when funding.amount_yuan is not null then funding.printed_step * forms.yuan_per_unit end as decimal(18, 6)
    ) as printed_step_yuan,
    funding.report_file,
    funding.report_sha256,
    funding.line_start,
    funding.line_end,
    funding.place,
    funding.lines
from funding
inner join forms on funding.form_key = forms.form_key
inner join {{ ref('dim_funding_source') }} as sources on funding.funding_source = sources.funding_source
