-- en: Which forms are incomplete (levels, numbers, satisfaction) and must go back?
-- zh: 哪些表填报不完整（层级、量化、满意度），应退回补充？
-- note: Rules Q02 (satisfaction), Q09 (required levels), Q10 (enough numbers). 规则 Q02、Q09、Q10。
select
    forms.implementing_unit as 实施单位,
    forms.project_name as 项目,
    count(*) as 不符项,
    string_agg(distinct findings.rule_id || ' ' || rules.name_zh, '；' order by findings.rule_id || ' ' || rules.name_zh) as 不符规则,
    split_part(findings.report_file, '/', 3) || ':' || min(forms.line_start) as 出处
from {{ ref('fct_audit_finding') }} as findings
inner join {{ ref('dim_rule') }} as rules on findings.rule_id = rules.rule_id
inner join {{ ref('dim_form') }} as forms on findings.form_key = forms.form_key
where findings.rule_id in ('Q02', 'Q09', 'Q10') and findings.outcome = 'fail'
group by forms.form_key, forms.implementing_unit, forms.project_name, findings.report_file
order by 不符项 desc, findings.report_file, min(forms.line_start)
