-- en: Which explanations are missing or formulaic (无偏差)?
-- zh: 哪些偏差说明缺失或流于形式（“无偏差”）？
-- note: Of each self-evaluation: rows, rows that say 无偏差, of them rows whose actual value is another one than the target, and lost points without an explanation. 每张自评表。
select
    forms.project_name as 项目,
    forms.fiscal_year as 年度,
    count(*) as 指标数,
    count(case when results.deviation_text = '无偏差' then 1 end) as 称无偏差,
    count(case when results.deviation_text = '无偏差' and results.achievement_ratio <> 1 then 1 end) as 称无偏差而数值不同,
    count(case when results.points_lost > 0 then 1 end) as 扣分项,
    count(case when results.points_lost > 0 and results.deviation_text is null then 1 end) as 扣分而无说明,
    string_agg(case when results.deviation_text = '无偏差' and results.achievement_ratio <> 1 then results.indicator_name || '（' || results.target_text || ' → ' || results.actual_text || '，第 ' || results.line_start || ' 行）' end, '；' order by results.indicator_no) as 数值不同的指标,
    split_part(min(results.report_file), '/', 3) as 文件
from {{ ref('fct_indicator_result') }} as results
inner join {{ ref('dim_form') }} as forms on results.form_key = forms.form_key
group by forms.form_key, forms.project_name, forms.fiscal_year, forms.form_no
order by forms.form_no
