-- The evaluated indicators whose target is a number, with the actual value in the target's unit where it can be put into it. An estimate
-- (1000余次) and a value with ≥ (90%以上) are lower bounds; what is about so much (约, 近) is neither bound nor value.
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
    case
        when results.actual_operator in ('≤', '<') then null
        when results.actual_is_estimate and translate(results.actual_text, '约近左右', '') <> results.actual_text then null
        else results.actual_base_value
    end as actual_base_value,
    coalesce(results.actual_is_estimate, false) or coalesce(results.actual_operator in ('≥', '>'), false) as is_at_least,
    results.weight,
    results.score,
    results.deviation_text,
    results.lines,
    profiles.reverse_rule,
    profiles.explain_above_ratio,
    no_deviations.term is not null as claims_no_deviation,
    causes.term as cause
from {{ ref('fct_indicator_result') }} as results
left join {{ ref('form_profile') }} as profiles on results.form_key = profiles.form_key
left join {{ ref('indicator_term') }} as no_deviations
    on
        results.form_key = no_deviations.form_key and results.indicator_no = no_deviations.indicator_no
        and no_deviations.lexicon = 'no_deviation'
left join {{ ref('indicator_term') }} as causes
    on results.form_key = causes.form_key and results.indicator_no = causes.indicator_no and causes.lexicon = 'cause'
where results.target_value is not null
