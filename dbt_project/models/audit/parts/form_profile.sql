-- The way of scoring that holds for each form: that of its template.
select
    forms.form_key,
    templates.profile_id,
    templates.execution_weight,
    templates.output_weight,
    templates.benefit_weight,
    templates.satisfaction_weight,
    templates.met_from_percent,
    templates.partly_from_percent,
    templates.band_excellent_from,
    templates.band_good_from,
    templates.band_fair_from
from {{ ref('dim_form') }} as forms
inner join {{ ref('dim_form_template') }} as templates on forms.form_template_key = templates.form_template_key
