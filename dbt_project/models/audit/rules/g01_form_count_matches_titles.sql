-- G01: a report has as many forms as lines with a form's title, counted without the splitter; the cover (汇总表) is none.
with counted as (
    select
        reports.report_key,
        cast(null as string) as form_key,
        'report' as subject,
        'count' as value_unit,
        '=' as comparison,
        max(reports.title_line_count) as expected,
        max(reports.form_count) as actual,
        0 as tolerance,
        {{ merged_lines(one_line('forms.line_start')) }} as lines
    from {{ ref('stg_reports') }} as reports
    left join {{ ref('stg_forms') }} as forms on reports.report_key = forms.report_key
    group by reports.report_key
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from counted
)

{{ findings('G01', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
