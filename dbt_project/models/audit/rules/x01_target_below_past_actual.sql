-- X01: while its money grows, a project does not promise less than it did in an earlier year. Proven where project and indicator go on
-- under their names; under another name, of either, it is a candidate that a person has to confirm. Of a project of another name
-- the subject says which: several may have become one.
with money as (
    select
        project_key,
        fiscal_year,
        coalesce(executed_yuan, adjusted_budget_yuan, requested_yuan) as spent_yuan,
        coalesce(requested_yuan, initial_budget_yuan) as asked_yuan
    from {{ ref('fct_project_lifecycle') }}
),

links as (
    select
        lineage.lineage_key,
        lineage.status,
        coalesce(' of ' || predecessors.project_name, '') as of_predecessor,
        earlier_money.spent_yuan,
        later_money.asked_yuan,
        later_money.asked_yuan > earlier_money.spent_yuan as is_growing
    from {{ ref('bridge_project_lineage') }} as lineage
    inner join money as earlier_money
        on lineage.earlier_project_key = earlier_money.project_key and lineage.earlier_year = earlier_money.fiscal_year
    inner join money as later_money
        on lineage.later_project_key = later_money.project_key and lineage.later_year = later_money.fiscal_year
    left join {{ ref('dim_project') }} as predecessors
        on lineage.earlier_project_key = predecessors.project_key and lineage.earlier_project_key <> lineage.later_project_key
),

paired as (
    select
        lineage_key,
        earlier_form_key,
        earlier_indicator_no,
        later_form_key,
        later_indicator_no,
        change = 'kept' as is_certain_indicator
    from {{ ref('bridge_indicator_lineage') }}
    where change in ('kept', 'renamed')
),

-- Of a project that may go on under another name: what is counted about the same thing, by a word that both names have.
alike as (
    select distinct
        links.lineage_key,
        earlier.earlier_form_key,
        earlier.earlier_indicator_no,
        later.later_form_key,
        later.later_indicator_no,
        false as is_certain_indicator
    from links
    inner join {{ ref('bridge_indicator_lineage') }} as earlier on links.lineage_key = earlier.lineage_key
    inner join {{ ref('bridge_indicator_lineage') }} as later on links.lineage_key = later.lineage_key
    inner join {{ ref('indicator_concept_term') }} as terms
        on
            terms.axis = 'topic'
            and instr(earlier.earlier_indicator_name, terms.term) > 0
            and instr(later.later_indicator_name, terms.term) > 0
    left join paired
        on
            links.lineage_key = paired.lineage_key
            and earlier.earlier_indicator_no = paired.earlier_indicator_no
            and later.later_indicator_no = paired.later_indicator_no
    where links.status = 'proposed' and paired.lineage_key is null
),

pairs as (
    select
        candidates.*,
        links.status,
        links.of_predecessor,
        links.spent_yuan,
        links.asked_yuan,
        links.is_growing,
        targets.report_key,
        targets.indicator_name,
        targets.target_text,
        targets.target_base_value,
        targets.operator,
        targets.lines,
        results.indicator_name as past_name,
        results.actual_text,
        results.actual_base_value,
        results.lines as past_lines,
        targets.base_unit,
        targets.unit_family = results.unit_family as is_same_family
    from (
        select * from paired
        union all
        select * from alike
    ) as candidates
    inner join links on candidates.lineage_key = links.lineage_key
    inner join {{ ref('fct_indicator_target') }} as targets
        on candidates.later_form_key = targets.form_key and candidates.later_indicator_no = targets.indicator_no
    inner join {{ ref('fct_indicator_result') }} as results
        on candidates.earlier_form_key = results.form_key and candidates.earlier_indicator_no = results.indicator_no
    where
        targets.target_base_value is not null
        and results.actual_base_value is not null
        and coalesce(targets.operator, '≥') not in ('≤', '<')
        and (candidates.is_certain_indicator or targets.unit_family <> 'percent' or targets.unit_family = results.unit_family)
        and (targets.unit_family = 'percent') = (results.unit_family = 'percent')
),

told as (
    select
        *,
        is_certain_indicator and status in ('certain', 'confirmed') as is_certain
    from pairs
),

judged as (
    select
        report_key,
        later_form_key as form_key,
        'indicator ' || cast(later_indicator_no as string) || ' after ' || cast(earlier_indicator_no as string)
        || of_predecessor as subject,
        indicator_name as subject_name,
        later_indicator_no as indicator_no,
        base_unit as value_unit,
        '≥' as comparison,
        actual_base_value as expected,
        target_base_value as actual,
        past_name || ' ' || actual_text as expected_text,
        target_text as actual_text,
        earlier_form_key as reference_form_key,
        past_lines as reference_lines,
        lines,
        {{ judged(
            'target_base_value < actual_base_value and is_growing',
            is_applicable='target_base_value < actual_base_value or is_certain',
            is_evaluable='is_growing is not null and (target_base_value >= actual_base_value or not is_growing or (is_certain and is_same_family))'
        ) }} as outcome,
        case when is_certain then '' else '项目或指标的延续待人工认定（候选）；' end
        || case
            when is_growing is null then '其中一年的金额未印出'
            when not is_same_family then '两年的计量单位不同类，数值不可直接比较'
            when target_base_value >= actual_base_value then '目标不低于以前年度完成值'
            else '资金由 ' || cast(spent_yuan as string) || ' 元增至 ' || cast(asked_yuan as string) || ' 元，目标低于以前年度完成值'
        end as detail_zh,
        case when is_certain then '' else 'a candidate only, a person has to confirm that project and indicator go on; ' end
        || case
            when is_growing is null then 'the money of one of the years is not printed'
            when not is_same_family then 'the units of the two years are not of one family, so that the numbers do not compare'
            when target_base_value >= actual_base_value then 'the target is not below what was reached'
            else
                'money went from ' || cast(spent_yuan as string) || ' to ' || cast(asked_yuan as string)
                || ' yuan, the target is below what was reached'
        end as detail_en
    from told
)

{{ findings('X01', 'judged', [
    'subject_name', 'indicator_no', 'value_unit', 'comparison', 'expected', 'actual', 'expected_text', 'actual_text', 'detail_zh',
    'detail_en', 'reference_form_key', 'reference_lines'
]) }}
