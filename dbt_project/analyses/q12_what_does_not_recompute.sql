-- en: Do sums, rates and scores recompute, and where on the page do they not?
-- zh: 合计、执行率、得分能否复算，不符处在哪一行？
-- note: Rules F01-F03 and S01-S03, over all forms. 规则 F01 至 F03、S01 至 S03。
select
    findings.rule_id as 规则,
    rules.name_zh as 名称,
    count(case when findings.outcome = 'pass' then 1 end) as 通过,
    count(case when findings.outcome = 'fail' then 1 end) as 不通过,
    count(case when findings.outcome = 'not_evaluable' then 1 end) as 无法判断,
    string_agg(
        case
            when findings.outcome = 'fail'
                then split_part(findings.report_file, '/', 3) || ':' || array_to_string(findings.evidence_lines, ',') || ' '
                    || substr(findings.message_zh, length(rules.name_zh) + 1)
        end,
        '；' order by findings.line_start
    ) as 不符处
from {{ ref('fct_audit_finding') }} as findings
inner join {{ ref('dim_rule') }} as rules on findings.rule_id = rules.rule_id
where findings.rule_id in ('F01', 'F02', 'F03', 'S01', 'S02', 'S03')
group by findings.rule_id, rules.name_zh
order by findings.rule_id
