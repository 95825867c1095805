-- en: Which projects of a unit and year overlap?
-- zh: 同一单位同一年度哪些项目内容重叠？
-- note: The same output, or the same large number, in two projects (rules X04 and X05); for review. 供复核。
select
    findings.rule_id as 规则,
    forms.implementing_unit as 实施单位,
    forms.project_name as 项目,
    findings.subject_name as 指标,
    others.project_name as 另一项目,
    split_part(findings.report_file, '/', 3) || ':' || findings.line_start as 出处,
    findings.reference_lines[1] as 另一项目行号
from {{ ref('fct_audit_finding') }} as findings
inner join {{ ref('dim_form') }} as forms on findings.form_key = forms.form_key
inner join {{ ref('dim_form') }} as others on findings.reference_form_key = others.form_key
where findings.rule_id in ('X04', 'X05') and findings.outcome = 'fail'
order by findings.rule_id, findings.report_file, findings.line_start
