select
    forms.form_key,
    quantities.quantity_no as commitment_no,
    forms.report_key,
    forms.project_key,
    forms.unit_key,
    forms.fiscal_year_key,
    forms.fiscal_year,
    forms.form_type,
    quantities.text_kind as goal_kind,
    quantities.text_kind <> 'actual' as is_promise,
    quantities.subject,
    quantities.operator,
    quantities.value_text,
    quantities.value_low,
    quantities.value_high,
    quantities.measure_unit,
    quantities.measure_unit_key,
    units.unit_family,
    units.base_unit,
    {{ in_base_unit('quantities.value_low', 'units.factor') }} as base_value_low,
    {{ in_base_unit('quantities.value_high', 'units.factor') }} as base_value_high,
    {{ in_base_unit('quantities.printed_step', 'units.factor') }} as base_step,
    quantities.is_estimate,
    quantities.is_each,
    quantities.clause_text,
    quantities.span_start,
    quantities.span_end,
    quantities.report_file,
    quantities.report_sha256,
    quantities.line_start,
    quantities.line_end,
    quantities.place,
    quantities.lines
from (
    select
        *,
        coalesce({{ value_step('value_low') }}, 1) as printed_step
    from {{ ref('stg_quantities') }}
    where indicator_no is null
) as quantities
inner join {{ ref('dim_form') }} as forms on quantities.form_key = forms.form_key
inner join {{ ref('dim_measure_unit') }} as units on quantities.measure_unit_key = units.measure_unit_key
