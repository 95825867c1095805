with problems as (
    select
        form_key,
        count(case when severity = 'blocking' then 1 end) as blocking_count,
        count(case when severity = 'review' then 1 end) as review_count,
        count(case when severity = 'note' then 1 end) as note_count
    from {{ ref('stg_problems') }}
    where form_key is not null
    group by form_key
)

select
    forms.form_key,
    forms.report_key,
    forms.form_no,
    forms.form_type,
    forms.fiscal_year,
    forms.report_year,
    forms.report_unit,
    forms.implementing_unit,
    forms.project_name,
    forms.is_quarantined,
    forms.quarantine_reason,
    forms.indicator_count,
    forms.character_count,
    forms.field_character_count,
    forms.label_character_count,
    forms.furniture_character_count,
    forms.residue_character_count,
    forms.residue_lines,
    forms.lexeme_printed_count,
    forms.lexeme_read_count,
    forms.problem_count,
    coalesce(problems.blocking_count, 0) as blocking_problem_count,
    coalesce(problems.review_count, 0) as review_problem_count,
    coalesce(problems.note_count, 0) as note_problem_count,
    forms.reader_version,
    forms.report_file,
    forms.report_sha256,
    forms.line_start,
    forms.line_end,
    forms.place
from {{ ref('stg_forms') }} as forms
left join problems on forms.form_key = problems.form_key
