-- The stages whose forms are read. Monitoring (绩效监控) and review (财政评价) have forms of their own, which no report holds yet.
with forms as (
    select
        *,
        row_number() over (
            partition by project_key, fiscal_year_key, form_type order by report_file desc nulls last, form_no desc nulls last
        ) as recency
    from {{ ref('dim_form') }}
),

latest as (
    select
        project_key,
        fiscal_year_key,
        fiscal_year,
        max(case when form_type = 'target_declaration' then form_key end) as declaration_form_key,
        max(case when form_type = 'self_evaluation' then form_key end) as self_evaluation_form_key
    from forms
    where recency = 1
    group by project_key, fiscal_year_key, fiscal_year
),

money as (
    select
        form_key,
        max(case when budget_stage = 'requested' then amount_yuan end) as requested_yuan
    from {{ ref('fct_project_funding') }}
    where funding_source = 'total'
    group by form_key
),

targets as (
    select
        form_key,
        count(*) as declared_indicator_count
    from {{ ref('fct_indicator_target') }}
    group by form_key
)

select
    {{ surrogate_key(['latest.project_key', 'latest.fiscal_year_key']) }} as project_year_key,
    latest.project_key,
    projects.unit_key,
    latest.fiscal_year_key,
    latest.fiscal_year,
    latest.declaration_form_key is not null as is_declared,
    latest.self_evaluation_form_key is not null as is_self_evaluated,
    latest.declaration_form_key,
    latest.self_evaluation_form_key,
    declarations.report_year as declaration_published_year,
    evaluations.report_year as self_evaluation_published_year,
    money.requested_yuan,
    results.initial_budget_yuan,
    results.adjusted_budget_yuan,
    results.executed_yuan,
    targets.declared_indicator_count,
    results.indicator_count as evaluated_indicator_count,
    results.printed_total_score
from latest
inner join {{ ref('dim_project') }} as projects on latest.project_key = projects.project_key
left join money on latest.declaration_form_key = money.form_key
left join targets on latest.declaration_form_key = targets.form_key
left join {{ ref('fct_self_evaluation') }} as results on latest.self_evaluation_form_key = results.form_key
left join {{ ref('fct_parse_quality') }} as declarations on latest.declaration_form_key = declarations.form_key
left join {{ ref('fct_parse_quality') }} as evaluations on latest.self_evaluation_form_key = evaluations.form_key
