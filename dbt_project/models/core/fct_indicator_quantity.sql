select
    forms.form_key,
    quantities.quantity_no,
    quantities.indicator_no,
    forms.report_key,
    forms.project_key,
    forms.unit_key,
    forms.fiscal_year_key,
    forms.fiscal_year,
    forms.form_type,
    case quantities.text_kind when 'indicator_target' then 'target' else 'actual' end as cell,
    quantities.subject,
    quantities.operator,
    quantities.value_text,
    quantities.value_low,
    quantities.value_high,
    quantities.measure_unit,
    quantities.measure_unit_key,
    units.unit_family,
    {{ in_base_unit('quantities.value_low', 'units.factor') }} as base_value_low,
    {{ in_base_unit('quantities.value_high', 'units.factor') }} as base_value_high,
    quantities.is_estimate,
    quantities.clause_text,
    quantities.span_start,
    quantities.span_end,
    quantities.report_file,
    quantities.report_sha256,
    quantities.line_start,
    quantities.line_end,
    quantities.lines
from {{ ref('stg_quantities') }} as quantities
inner join {{ ref('dim_form') }} as forms on quantities.form_key = forms.form_key
inner join {{ ref('dim_measure_unit') }} as units on quantities.measure_unit_key = units.measure_unit_key
where quantities.indicator_no is not null
