-- en: Which projects were cut in mid-year and then report an execution near 100 %?
-- zh: 哪些项目年中调减预算，而后报告接近 100% 的执行率？
-- note: Executed in percent of the revised budget, as reported, and of the initial one. 执行率分别以全年预算与年初预算为分母。
select
    projects.project_name as 项目,
    evaluations.fiscal_year as 年度,
    evaluations.initial_budget_yuan as 年初预算,
    evaluations.adjusted_budget_yuan as 全年预算,
    evaluations.executed_yuan as 全年执行,
    cast(100 * cast(evaluations.adjusted_budget_yuan as double) / cast(evaluations.initial_budget_yuan as double) - 100 as decimal(9, 1)) as 调整幅度_百分比,
    evaluations.execution_rate_text as 所报执行率,
    cast(100 * cast(evaluations.executed_yuan as double) / cast(evaluations.initial_budget_yuan as double) as decimal(9, 1)) as 占年初预算_百分比,
    split_part(evaluations.report_file, '/', 3) || ':' || money.line_start as 出处
from {{ ref('fct_self_evaluation') }} as evaluations
inner join {{ ref('dim_project') }} as projects on evaluations.project_key = projects.project_key
inner join {{ ref('fct_project_funding') }} as money
    on evaluations.form_key = money.form_key and money.funding_source = 'total' and money.budget_stage = 'adjusted'
where evaluations.adjusted_budget_yuan < evaluations.initial_budget_yuan and evaluations.recomputed_execution_rate_percent >= 99
order by 调整幅度_百分比
