-- en: Does the narrative promise what the table measures?
-- zh: 目标叙述的承诺与指标表所衡量的是否一致？
-- note: Contradictions (fail) and candidates that the page does not prove (not_evaluable) of N01 and N02; promises without an indicator are N03. 候选不作认定。
select
    findings.rule_id as 规则,
    findings.outcome as 结果,
    forms.project_name as 项目,
    findings.subject_name as 承诺对象,
    findings.expected_text as 叙述,
    findings.actual_text as 指标表,
    split_part(findings.report_file, '/', 3) || ':' || array_to_string(findings.evidence_lines, ',') as 出处
from {{ ref('fct_audit_finding') }} as findings
inner join {{ ref('dim_form') }} as forms on findings.form_key = forms.form_key
where
    (findings.rule_id in ('N01', 'N02') and findings.outcome in ('fail', 'not_evaluable') and findings.subject <> 'form')
    or (findings.rule_id = 'N03' and findings.outcome = 'fail')
order by findings.rule_id, findings.outcome, findings.report_file, findings.line_start, findings.subject
