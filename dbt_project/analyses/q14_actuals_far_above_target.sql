-- en: Where were actual values far above target (target set low)?
-- zh: 哪些指标的完成值远高于指标值（目标偏低）？
-- note: Actual at least 1.2 times the target, the threshold of rule S05. 完成值不低于指标值的 1.2 倍。
select
    forms.project_name as 项目,
    results.indicator_name as 指标,
    results.target_text as 指标值,
    results.actual_text as 完成值,
    cast(100 * results.achievement_ratio as decimal(9, 1)) as 完成比_百分比,
    results.score_text || '/' || results.weight_text as 得分,
    results.deviation_text as 偏差说明,
    split_part(results.report_file, '/', 3) || ':' || results.line_start as 出处
from {{ ref('fct_indicator_result') }} as results
inner join {{ ref('dim_operator') }} as operators on results.operator_key = operators.operator_key
inner join {{ ref('dim_form') }} as forms on results.form_key = forms.form_key
where results.achievement_ratio >= 1.2 and operators.direction <> 'reverse'
order by results.report_file, results.line_start
