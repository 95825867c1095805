-- X02: after a shortfall (points lost, or the target missed) the target of the next form is another one. Of a project of another name
-- the subject says which: several may have become one.
with pairs as (
    select
        targets.report_key,
        lineage.later_form_key as form_key,
        'indicator ' || cast(lineage.later_indicator_no as string) || coalesce(' of ' || predecessors.project_name, '') as subject,
        targets.indicator_name as subject_name,
        lineage.later_indicator_no as indicator_no,
        results.target_text as past_target_text,
        coalesce(results.actual_text, '') as past_actual_text,
        coalesce(results.score_text, '') || '/' || coalesce(results.weight_text, '') as past_score_text,
        targets.target_text as actual_text,
        lineage.earlier_form_key as reference_form_key,
        results.lines as reference_lines,
        targets.lines,
        lineage.is_target_changed,
        lineage.change = 'kept' and projects.status in ('certain', 'confirmed') as is_certain
    from {{ ref('bridge_indicator_lineage') }} as lineage
    inner join {{ ref('bridge_project_lineage') }} as projects on lineage.lineage_key = projects.lineage_key
    inner join {{ ref('fct_indicator_target') }} as targets
        on lineage.later_form_key = targets.form_key and lineage.later_indicator_no = targets.indicator_no
    inner join {{ ref('fct_indicator_result') }} as results
        on lineage.earlier_form_key = results.form_key and lineage.earlier_indicator_no = results.indicator_no
    left join {{ ref('dim_project') }} as predecessors
        on projects.earlier_project_key = predecessors.project_key and projects.earlier_project_key <> projects.later_project_key
    where results.score < results.weight
),

judged as (
    select
        *,
        {{ judged('not is_target_changed', is_evaluable='is_certain or is_target_changed') }} as outcome,
        '上次指标值 ' || past_target_text || '，完成 ' || past_actual_text || '，得分 ' || past_score_text || '，'
        || case when is_certain then '未得满分，指标值未作调整' else '项目或指标的延续待人工认定（候选）' end as detail_zh,
        'the last target was ' || past_target_text || ', reached ' || past_actual_text || ', score ' || past_score_text || ': '
        || case
            when is_certain then 'points were lost, and the target is the same'
            else 'a candidate only, a person has to confirm that it goes on'
        end as detail_en
    from pairs
)

{{ findings('X02', 'judged', [
    'subject_name', 'indicator_no', 'actual_text', 'detail_zh', 'detail_en', 'reference_form_key', 'reference_lines'
]) }}
