with evaluations as (
    select
        stg_forms.*,
        dim_form.form_template_key,
        {{ percent_from_text('stg_forms.execution_rate_text') }} as printed_execution_rate_percent
    from {{ ref('stg_forms') }} as stg_forms
    inner join {{ ref('dim_form') }} as dim_form on stg_forms.form_key = dim_form.form_key
    where dim_form.form_type = 'self_evaluation'
),

-- A sum over rows of which one is blank would look like a total and be none: it is null.
indicators as (
    select
        form_key,
        count(*) as indicator_count,
        case when count(weight) = count(*) then sum(weight) end as weight,
        case when count(score) = count(*) then sum(score) end as score
    from {{ ref('fct_indicator_result') }}
    group by form_key
),

money as (
    select
        form_key,
        max(case when budget_stage = 'initial' then amount_yuan end) as initial_budget_yuan,
        max(case when budget_stage = 'adjusted' then amount_yuan end) as adjusted_budget_yuan,
        max(case when budget_stage = 'executed' then amount_yuan end) as executed_yuan
    from {{ ref('fct_project_funding') }}
    where funding_source = 'total'
    group by form_key
)

select
    evaluations.form_key,
    evaluations.report_key,
    evaluations.project_key,
    evaluations.unit_key,
    evaluations.fiscal_year_key,
    evaluations.fiscal_year,
    evaluations.total_weight as printed_total_weight,
    evaluations.total_score as printed_total_score,
    evaluations.total_score_text as printed_total_score_text,
    evaluations.total_line,
    -- no form of the known template prints a band: it is the one that its template's bounds give the printed total
    case
        when evaluations.total_score >= templates.band_excellent_from then '优'
        when evaluations.total_score >= templates.band_good_from then '良'
        when evaluations.total_score >= templates.band_fair_from then '中'
        when evaluations.total_score is not null and templates.band_fair_from is not null then '差'
    end as grade_band,
    cast(evaluations.execution_weight + indicators.weight as decimal(18, 4)) as recomputed_total_weight,
    cast(evaluations.execution_score + indicators.score as decimal(18, 4)) as recomputed_total_score,
    evaluations.execution_weight,
    evaluations.execution_score,
    evaluations.execution_rate_text,
    evaluations.printed_execution_rate_percent,
    100 * {{ ratio('money.executed_yuan', 'money.adjusted_budget_yuan') }} as recomputed_execution_rate_percent,
    money.initial_budget_yuan,
    money.adjusted_budget_yuan,
    money.executed_yuan,
    coalesce(indicators.indicator_count, 0) as indicator_count,
    evaluations.report_file,
    evaluations.report_sha256,
    evaluations.line_start,
    evaluations.line_end,
    evaluations.place
from evaluations
left join indicators on evaluations.form_key = indicators.form_key
left join money on evaluations.form_key = money.form_key
left join {{ ref('dim_form_template') }} as templates on evaluations.form_template_key = templates.form_template_key
