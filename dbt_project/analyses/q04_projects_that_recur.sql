-- en: Which projects recur, and how did money and targets move?
-- zh: 哪些项目连续实施，资金与指标如何变化？
-- note: A link that is not certain is a proposal, which a person decides. 状态非 certain 的关联为程序建议，待人工认定。
select
    earlier.project_name as 前项目,
    later.project_name as 后项目,
    links.earlier_year as 前年度,
    links.later_year as 后年度,
    links.status as 状态,
    past.executed_yuan as 前年度执行,
    present.requested_yuan as 后年度申请,
    cast(100 * cast(present.requested_yuan as double) / nullif(cast(past.executed_yuan as double), 0) - 100 as decimal(9, 1)) as 变化_百分比,
    past.evaluated_indicator_count as 前指标数,
    present.declared_indicator_count as 后指标数,
    count(case when indicators.change = 'kept' then 1 end) as 保留,
    count(case when indicators.change = 'renamed' then 1 end) as 更名,
    count(case when indicators.change = 'dropped' then 1 end) as 取消,
    count(case when indicators.change = 'added' then 1 end) as 新增,
    count(case when indicators.is_moved then 1 end) as 层级变动,
    count(case when indicators.is_target_changed then 1 end) as 指标值变动
from {{ ref('bridge_project_lineage') }} as links
inner join {{ ref('dim_project') }} as earlier on links.earlier_project_key = earlier.project_key
inner join {{ ref('dim_project') }} as later on links.later_project_key = later.project_key
inner join {{ ref('fct_project_lifecycle') }} as past
    on links.earlier_project_key = past.project_key and links.earlier_year = past.fiscal_year
inner join {{ ref('fct_project_lifecycle') }} as present
    on links.later_project_key = present.project_key and links.later_year = present.fiscal_year
inner join {{ ref('bridge_indicator_lineage') }} as indicators on links.lineage_key = indicators.lineage_key
group by all
order by
    links.status, earlier.project_name, later.project_name, links.earlier_year, links.later_year, past.executed_yuan, present.requested_yuan
