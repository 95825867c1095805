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
)

select
    -- keys
    {{ surrogate_key(['forms.report_file', 'forms.form_no']) }} as form_key,
    {{ surrogate_key(['forms.report_file']) }} as report_key,
    {{ project_key('forms.implementing_unit', 'forms.project_name') }} as project_key,
    {{ unit_key('forms.implementing_unit') }} as unit_key,
    {{ unit_key('forms.supervising_department') }} as supervising_unit_key,
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
    forms.residue_lines,
    forms.head_lines,
    forms.nature_lines,
    forms.period_lines
from forms
left join reports on forms.report_file = reports.report_file
