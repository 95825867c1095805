-- The evaluated indicators whose target is a number, with the actual value in the target's unit where it is one or a lower bound.
select
    results.report_key,
    results.form_key,
    results.indicator_no,
    {{ indicator_subject('results.indicator_no') }} as subject,
    results.indicator_name as subject_name,
    results.operator,
    results.target_text,
    results.actual_text,
    results.target_base_value,
    case when results.actual_precision in ('exact', 'at_least') then results.actual_base_value end as actual_base_value,
    results.actual_precision = 'at_least' as is_at_least,
    results.score,
    results.expected_score,
    results.deviation_text,
    results.lines,
    templates.explain_above_ratio,
    no_deviations.term is not null as claims_no_deviation,
    causes.term as cause
from {{ ref('fct_indicator_result') }} as results
inner join {{ ref('dim_form') }} as forms on results.form_key = forms.form_key
inner join {{ ref('dim_form_template') }} as templates on forms.form_template_key = templates.form_template_key
left join {{ ref('indicator_term') }} as no_deviations
    on
        results.form_key = no_deviations.form_key and results.indicator_no = no_deviations.indicator_no
        and no_deviations.lexicon = 'no_deviation'
left join {{ ref('indicator_term') }} as causes
    on results.form_key = causes.form_key and results.indicator_no = causes.indicator_no and causes.lexicon = 'cause'
where results.target_value is not null
