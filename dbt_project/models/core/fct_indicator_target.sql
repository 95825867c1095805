select
    forms.form_key,
    indicators.indicator_no,
    indicators.indicator_key,
    forms.report_key,
    forms.project_key,
    forms.unit_key,
    forms.fiscal_year_key,
    forms.fiscal_year,
    indicators.level1,
    indicators.level2,
    indicators.indicator_name,
    indicators.indicator_kind,
    indicators.target_text,
    indicators.operator,
    indicators.target_value,
    indicators.target_value_text,
    indicators.measure_unit,
    indicators.measure_unit_key,
    {{ surrogate_key(['indicators.level1', 'indicators.level2']) }} as indicator_level_key,
    case when indicators.operator is null then {{ unknown_key() }} else {{ surrogate_key(['indicators.operator']) }} end as operator_key,
    units.unit_family,
    {{ in_base_unit('indicators.target_value', 'units.factor') }} as target_base_value,
    indicators.ambiguity_flags,
    indicators.report_file,
    indicators.report_sha256,
    indicators.line_start,
    indicators.line_end,
    indicators.place,
    indicators.lines
from {{ ref('stg_indicators') }} as indicators
inner join {{ ref('dim_form') }} as forms on indicators.form_key = forms.form_key
inner join {{ ref('dim_measure_unit') }} as units on indicators.measure_unit_key = units.measure_unit_key
where forms.form_type = 'target_declaration'
