-- en: Where is a met target marked down, or a missed one paid in full?
-- zh: 哪些指标已完成却被扣分，或未完成却得满分？
-- note: Quantitative rows whose actual value can be compared with the target. 仅限完成值可与指标值比较的定量指标。
select
    forms.project_name as 项目,
    results.indicator_name as 指标,
    results.target_text as 指标值,
    results.actual_text as 完成值,
    results.score_text || '/' || results.weight_text as 得分,
    case when results.is_target_met then '已完成而扣分' else '未完成而得满分' end as 情形,
    results.deviation_text as 偏差说明,
    split_part(results.report_file, '/', 3) || ':' || results.line_start as 出处
from {{ ref('fct_indicator_result') }} as results
inner join {{ ref('dim_form') }} as forms on results.form_key = forms.form_key
where results.is_target_met and results.score < results.weight or not results.is_target_met and results.score = results.weight
order by results.report_file, results.line_start
