-- The rows of all indicator tables that were read, those of quarantined forms too: the rules of the parse (class B) look at staging,
-- since core leaves those forms out.
select
    forms.report_key,
    forms.form_key,
    forms.form_type,
    indicators.indicator_no,
    indicators.level1,
    indicators.level2,
    indicators.indicator_name,
    indicators.target_text,
    indicators.operator,
    indicators.target_value,
    indicators.measure_unit,
    indicators.actual_text,
    indicators.weight,
    indicators.score,
    indicators.deviation_text,
    indicators.ambiguity_flags,
    indicators.lines,
    indicators.place
from {{ ref('stg_indicators') }} as indicators
inner join {{ ref('stg_forms') }} as forms on indicators.form_key = forms.form_key
