with forms as (
    select * from {{ source('records', 'forms') }}
),

reports as (
    select
        report_file,
        reader_version,
        is_refused,
        refusal_reason
    from {{ source('records', 'reports') }}
),

-- The name that a former or shortened name of a unit stands for, as a person decided.
aliases as (
    select
        {{ normalised_name('alias_name') }} as alias_name,
        max(unit_name) as unit_name
    from {{ ref('unit_alias') }}
    group by {{ normalised_name('alias_name') }}
)

select
    -- keys
    {{ surrogate_key(['forms.report_file', 'forms.form_no']) }} as form_key,
    {{ surrogate_key(['forms.report_file']) }} as report_key,
    {{ project_key('coalesce(implementing.unit_name, forms.implementing_unit)', 'forms.project_name') }} as project_key,
    {{ unit_key('coalesce(implementing.unit_name, forms.implementing_unit)') }} as unit_key,
    {{ unit_key('coalesce(supervising.unit_name, forms.supervising_department)') }} as supervising_unit_key,
    {{ surrogate_key(['forms.fiscal_year']) }} as fiscal_year_key,

    -- texts
    forms.form_type,
    forms.project_name,
    forms.project_nature,
    forms.project_category,
    forms.implementing_unit,
    forms.supervising_department,
    forms.planned_start_text,
    forms.planned_end_text,
    forms.funding_unit,
    forms.execution_rate_text,
    forms.total_score_text,
    forms.total_line,
    reports.reader_version,
    coalesce(forms.quarantine_reason, reports.refusal_reason) as quarantine_reason,

    -- numbers
    forms.form_no,
    forms.fiscal_year,
    forms.execution_weight,
    forms.execution_score,
    forms.total_weight,
    forms.total_score,
    forms.indicator_count,
    forms.character_count,
    forms.field_character_count,
    forms.label_character_count,
    forms.furniture_character_count,
    forms.residue_character_count,
    forms.lexeme_printed_count,
    forms.lexeme_read_count,
    forms.problem_count,

    -- dates
    forms.planned_start_date,
    forms.planned_end_date,

    -- marks
    forms.is_quarantined or coalesce(reports.is_refused, false) as is_quarantined,

    -- place
    forms.report_file,
    forms.report_sha256,
    forms.report_year,
    forms.report_unit,
    forms.line_start,
    forms.line_end,
    forms.place,
    forms.residue_lines,
    forms.head_lines,
    forms.nature_lines,
    forms.period_lines
from forms
left join reports on forms.report_file = reports.report_file
left join aliases as implementing on {{ normalised_name('forms.implementing_unit') }} = implementing.alias_name
left join aliases as supervising on {{ normalised_name('forms.supervising_department') }} = supervising.alias_name
