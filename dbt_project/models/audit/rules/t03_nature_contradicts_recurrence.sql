-- T03: a project of one-off nature (一次性项目) has forms of one fiscal year only. A project is (unit, normalised name): what was renamed
-- is not told here.
with one_off as (
    select
        forms.report_key,
        forms.form_key,
        forms.project_key,
        forms.fiscal_year,
        forms.project_nature,
        forms.nature_lines as lines
    from {{ ref('dim_form') }} as forms
    inner join {{ ref('audit_lexicon') }} as terms
        on terms.lexicon = 'one_off_nature' and {{ holds_term('forms.project_nature') }}
),

recurrences as (
    select
        one_off.form_key,
        others.form_key as reference_form_key,
        others.fiscal_year,
        others.head_lines as reference_lines
    from one_off
    inner join {{ ref('dim_form') }} as others
        on one_off.project_key = others.project_key and one_off.fiscal_year <> others.fiscal_year
    where one_off.project_key <> {{ unknown_key() }}
    qualify row_number() over (
        partition by one_off.form_key order by others.fiscal_year desc nulls last, others.report_file asc, others.form_no asc
    ) = 1
),

judged as (
    select
        one_off.report_key,
        one_off.form_key,
        'nature' as subject,
        one_off.project_nature as actual_text,
        recurrences.reference_form_key,
        recurrences.reference_lines,
        cast(recurrences.fiscal_year as string) || ' 年也有该项目的表' as detail_zh,
        'there is a form of the project of ' || cast(recurrences.fiscal_year as string) || ' too' as detail_en,
        {{ judged(
            'recurrences.form_key is not null',
            is_evaluable='one_off.fiscal_year is not null and one_off.project_key <> ' ~ unknown_key()
        ) }} as outcome,
        one_off.lines
    from one_off
    left join recurrences on one_off.form_key = recurrences.form_key
)

{{ findings('T03', 'judged', ['actual_text', 'reference_form_key', 'reference_lines', 'detail_zh', 'detail_en']) }}
