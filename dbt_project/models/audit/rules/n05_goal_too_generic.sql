-- N05: who asks for much money says what for: the goal has a number, or speaks of what the project is named for, or the table counts
-- something: a rate of completion says nothing of what is completed.
with forms as (
    select
        forms.report_key,
        forms.form_key,
        forms.project_name,
        {{ normalised_name('forms.project_name') }} as name,
        {{ normalised_name("coalesce(forms.annual_goal_text, '') || coalesce(forms.project_goal_text, '')") }} as goal,
        money.amount_yuan,
        money.lines as money_lines
    from {{ ref('dim_form') }} as forms
    left join {{ ref('fct_project_funding') }} as money
        on forms.form_key = money.form_key and money.budget_stage = 'requested' and money.funding_source = 'total'
    where forms.form_type = 'target_declaration'
),

commitments as (
    select
        form_key,
        count(*) as commitment_count
    from {{ ref('fct_goal_commitment') }}
    where is_promise
    group by form_key
),

counts as (
    select
        form_key,
        count(*) as count_count
    from {{ ref('fct_indicator_target') }}
    where target_value is not null and unit_family not in ('percent', 'none', 'unknown')
    group by form_key
),

goals as (
    select
        form_key,
        {{ merged_lines('lines') }} as lines
    from {{ ref('stg_goals') }}
    group by form_key
),

name_runs as (
    {{ character_runs('forms', 'form_key', 'name') }}
),

shares as (
    select
        name_runs.form_key,
        {{ ratio('count(case when instr(forms.goal, name_runs.run) > 0 then 1 end)', 'count(*)') }} as share_of_name
    from name_runs
    inner join forms on name_runs.form_key = forms.form_key
    group by name_runs.form_key
),

judged as (
    select
        forms.report_key,
        forms.form_key,
        'goal' as subject,
        forms.project_name as subject_name,
        'yuan' as value_unit,
        forms.amount_yuan as actual,
        {{ judged(
            'coalesce(commitments.commitment_count, 0) = 0 and coalesce(counts.count_count, 0) = 0 and shares.share_of_name < ' ~ parameter('N05', 'name_share'),
            is_applicable='forms.amount_yuan is null or forms.amount_yuan >= ' ~ parameter('N05', 'least_yuan'),
            is_evaluable='forms.amount_yuan is not null and forms.goal is not null and shares.share_of_name is not null'
        ) }} as outcome,
        case
            when forms.amount_yuan is null then '年度资金申请总额未印出'
            when forms.amount_yuan < {{ parameter('N05', 'least_yuan') }} then '申请金额未达到须具体说明的金额'
            when forms.goal is null or shares.share_of_name is null then '目标或项目名称未印出'
            else '目标没有数量，几乎未提及项目名称所指的事项，指标也只有比率'
        end as detail_zh,
        case
            when forms.amount_yuan is null then 'the annual request is not printed'
            when forms.amount_yuan < {{ parameter('N05', 'least_yuan') }} then 'less is asked for than from which a goal must be specific'
            when forms.goal is null or shares.share_of_name is null then 'goal or project name are not printed'
            else 'the goal has no number and hardly speaks of what the project is named for, and the indicators are rates only'
        end as detail_en,
        {{ lines_of(['goals.lines', 'forms.money_lines']) }} as lines
    from forms
    left join commitments on forms.form_key = commitments.form_key
    left join counts on forms.form_key = counts.form_key
    left join goals on forms.form_key = goals.form_key
    left join shares on forms.form_key = shares.form_key
)

{{ findings('N05', 'judged', ['subject_name', 'value_unit', 'actual', 'detail_zh', 'detail_en']) }}
