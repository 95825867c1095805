-- The rows of all indicator tables, declared and evaluated, as the rules on indicators look at them.
with rows_of_forms as (
    select
        report_key,
        form_key,
        'target_declaration' as form_type,
        fiscal_year,
        indicator_no,
        level1,
        level2,
        indicator_name,
        indicator_kind,
        target_text,
        operator,
        target_value,
        measure_unit,
        unit_family,
        ambiguity_flags,
        cast(null as decimal(9, 4)) as weight,
        cast(null as decimal(9, 4)) as score,
        cast(null as string) as deviation_text,
        lines
    from {{ ref('fct_indicator_target') }}
    union all
    select
        report_key,
        form_key,
        'self_evaluation' as form_type,
        fiscal_year,
        indicator_no,
        level1,
        level2,
        indicator_name,
        indicator_kind,
        target_text,
        operator,
        target_value,
        measure_unit,
        unit_family,
        ambiguity_flags,
        weight,
        score,
        deviation_text,
        lines
    from {{ ref('fct_indicator_result') }}
)

select
    *,
    {{ indicator_subject() }} as subject,
    {{ normalised_name('indicator_name') }} as normalised_indicator_name,
    {{ normalised_name('target_text') }} as normalised_target,
    {{ normalised_name('deviation_text') }} as normalised_deviation,
    coalesce(unit_family = 'percent' and {{ normalised_name('measure_unit') }} <> '‰', false) as is_percent
from rows_of_forms
