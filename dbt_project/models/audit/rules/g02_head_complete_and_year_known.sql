-- G02: the head names project, department, unit and year, of a declaration also start and end; the year is that of the cover, and of
-- the start.
with heads as (
    select
        forms.report_key,
        forms.form_key,
        forms.form_type,
        forms.fiscal_year,
        case when forms.project_name is null then '项目名称 ' else '' end
        || case when forms.supervising_department is null then '主管部门 ' else '' end
        || case when forms.implementing_unit is null then '实施单位 ' else '' end
        || case when forms.fiscal_year is null then '年度 ' else '' end
        || case when forms.form_type = 'target_declaration' and forms.planned_start_date is null then '计划开始日期 ' else '' end
        || case when forms.form_type = 'target_declaration' and forms.planned_end_date is null then '计划完成日期 ' else '' end as absent,
        extract(year from forms.planned_start_date) as start_year,
        reports.report_title,
        forms.head_lines as lines
    from {{ ref('stg_forms') }} as forms
    left join {{ ref('stg_reports') }} as reports on forms.report_key = reports.report_key
),

judged as (
    select
        report_key,
        form_key,
        'head' as subject,
        null as expected_text,
        null as actual_text,
        '缺 ' || absent as detail_zh,
        'not found: ' || absent as detail_en,
        {{ judged("absent <> ''") }} as outcome,
        lines
    from heads
    union all
    select
        report_key,
        form_key,
        'year of the start' as subject,
        cast(start_year as string) as expected_text,
        cast(fiscal_year as string) as actual_text,
        null as detail_zh,
        null as detail_en,
        {{ judged('fiscal_year <> start_year', is_applicable="form_type = 'target_declaration'") }} as outcome,
        lines
    from heads
    union all
    select
        report_key,
        form_key,
        'year of the cover' as subject,
        report_title as expected_text,
        cast(fiscal_year as string) as actual_text,
        null as detail_zh,
        null as detail_en,
        {{ judged("instr(report_title, cast(fiscal_year as string)) = 0", is_applicable='report_title is not null') }} as outcome,
        lines
    from heads
)

{{ findings('G02', 'judged', ['expected_text', 'actual_text', 'detail_zh', 'detail_en']) }}
