-- en: Where were actual values far above target (target set low)?
-- zh: 哪些指标的完成值远高于指标值（目标偏低）？
-- note: Actual over target from which rule S05 asks for a cause, by place (1.2 where nothing else is known). 完成值达到规则 S05 的倍数（各地口径，默认 1.2 倍）。
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
inner join {{ ref('dim_form_template') }} as templates on forms.form_template_key = templates.form_template_key
where results.achievement_ratio >= templates.explain_above_ratio and operators.direction <> 'reverse'
order by results.report_file, results.line_start
