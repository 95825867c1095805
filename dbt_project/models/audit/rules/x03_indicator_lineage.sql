-- X03: what became of each indicator since the project's last form. A fail is information: the indicator was dropped, added, renamed,
-- moved, or has another comparison or target. Several projects may have become one: of a project of another name the subject says which.
with rows_of_links as (
    select
        forms.report_key,
        lineage.later_form_key as form_key,
        case
            when lineage.later_indicator_no is null then 'dropped ' || cast(lineage.earlier_indicator_no as string)
            else 'indicator ' || cast(lineage.later_indicator_no as string)
        end || ' since ' || cast(projects.earlier_year as string) || coalesce(' of ' || predecessors.project_name, '') as subject,
        coalesce(lineage.later_indicator_name, lineage.earlier_indicator_name) as subject_name,
        lineage.later_indicator_no as indicator_no,
        lineage.earlier_indicator_name || coalesce(' ' || lineage.earlier_target_text, '') as expected_text,
        lineage.later_indicator_name || coalesce(' ' || lineage.later_target_text, '') as actual_text,
        lineage.change,
        lineage.is_moved,
        lineage.is_operator_changed,
        lineage.is_target_changed,
        lineage.later_level2,
        lineage.earlier_level2,
        projects.status,
        lineage.earlier_form_key as reference_form_key,
        {{ lines_of(['results.lines', 'declared.lines']) }} as reference_lines,
        {{ lines_of(['targets.lines', 'evaluated.lines']) }} as lines
    from {{ ref('bridge_indicator_lineage') }} as lineage
    inner join {{ ref('bridge_project_lineage') }} as projects on lineage.lineage_key = projects.lineage_key
    inner join {{ ref('dim_form') }} as forms on lineage.later_form_key = forms.form_key
    left join {{ ref('dim_project') }} as predecessors
        on projects.earlier_project_key = predecessors.project_key and projects.earlier_project_key <> projects.later_project_key
    left join {{ ref('fct_indicator_target') }} as targets
        on lineage.later_form_key = targets.form_key and lineage.later_indicator_no = targets.indicator_no
    left join {{ ref('fct_indicator_result') }} as evaluated
        on lineage.later_form_key = evaluated.form_key and lineage.later_indicator_no = evaluated.indicator_no
    left join {{ ref('fct_indicator_result') }} as results
        on lineage.earlier_form_key = results.form_key and lineage.earlier_indicator_no = results.indicator_no
    left join {{ ref('fct_indicator_target') }} as declared
        on lineage.earlier_form_key = declared.form_key and lineage.earlier_indicator_no = declared.indicator_no
),

judged as (
    select
        *,
        {{ judged(
            "change <> 'kept' or is_moved or is_operator_changed or is_target_changed", is_evaluable="status in ('certain', 'confirmed')"
        ) }} as outcome,
        case when status in ('certain', 'confirmed') then '' else '项目的延续待人工认定（候选）：' end
        || case change when 'kept' then '保留' when 'renamed' then '更名' when 'dropped' then '取消' else '新增' end
        || case when is_moved then '，由' || earlier_level2 || '移至' || later_level2 else '' end
        || case when is_operator_changed then '，计算符号变动' else '' end
        || case when is_target_changed then '，指标值变动' else '' end as detail_zh,
        case when status in ('certain', 'confirmed') then '' else 'a candidate only, a person has to confirm that the project goes on: ' end
        || change || case when is_moved then ', moved from ' || earlier_level2 || ' to ' || later_level2 else '' end
        || case when is_operator_changed then ', another comparison' else '' end
        || case when is_target_changed then ', another target' else '' end as detail_en
    from rows_of_links
)

{{ findings('X03', 'judged', [
    'subject_name', 'indicator_no', 'expected_text', 'actual_text', 'detail_zh', 'detail_en', 'reference_form_key', 'reference_lines'
]) }}
