-- en: What changed between two versions of the same document, and which published number came from which line of which file?
-- zh: 同一文件的两个版本有何变化，公开的数字出自哪个文件的哪一行？
-- note: Each project and year with the number of its forms of a kind (more than one: versions, compared by their totals) and the place of its total; notes of each release say what changed against the last one. Here the first fifteen by amount. 按金额列出前十五项；版本数大于一即有多个版本。
select
    forms.project_name as 项目,
    forms.fiscal_year as 年度,
    case forms.form_type when 'self_evaluation' then '自评表' else '申报表' end as 表类,
    count(*) over (partition by forms.project_key, forms.fiscal_year_key, forms.form_type, money.budget_stage) as 版本数,
    stages.name_zh as 预算阶段,
    money.amount_yuan as 金额,
    money.amount_text as 所印文字,
    money.report_file || ':' || money.line_start as 出处
from {{ ref('fct_project_funding') }} as money
inner join {{ ref('dim_form') }} as forms on money.form_key = forms.form_key
inner join {{ ref('dim_budget_stage') }} as stages on money.budget_stage = stages.budget_stage
where money.funding_source = 'total' and money.amount_yuan is not null
order by money.amount_yuan desc, money.report_file, money.line_start
limit 15
