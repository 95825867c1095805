-- N01: a number of a goal and the target of the same thing in the indicator table are one value. What measures the number is told by
-- bridge_commitment_indicator; a candidate (the same topic only) proves nothing.
with compared as (
    select
        commitments.report_key,
        matches.form_key,
        'commitment ' || cast(matches.commitment_no as string) as subject,
        coalesce(commitments.subject, commitments.clause_text) as subject_name,
        matches.indicator_no,
        commitments.base_unit as value_unit,
        '=' as comparison,
        matches.commitment_base_value as expected,
        matches.indicator_base_value as actual,
        matches.base_step * 0.5 as tolerance,
        commitments.clause_text as expected_text,
        names.indicator_name || ' ' || coalesce(targets.target_text, results.target_text) as actual_text,
        {{ judged('not matches.is_equal', is_evaluable='not matches.is_candidate') }} as outcome,
        case
            when matches.is_candidate then '目标中的数与该指标可能是同一事项（候选），原文不足以断定'
            else '目标叙述与指标表对同一事项写了两个数'
        end as detail_zh,
        case
            when matches.is_candidate then 'a candidate only: goal and indicator may be about one thing, the text does not prove it'
            else 'goal and table print two values of the same thing'
        end as detail_en,
        {{ lines_of(['commitments.lines', 'targets.lines', 'results.lines']) }} as lines
    from {{ ref('bridge_commitment_indicator') }} as matches
    inner join {{ ref('fct_goal_commitment') }} as commitments
        on matches.form_key = commitments.form_key and matches.commitment_no = commitments.commitment_no
    inner join {{ ref('bridge_indicator_occurrence') }} as occurrences
        on matches.form_key = occurrences.form_key and matches.indicator_no = occurrences.indicator_no
    inner join {{ ref('dim_indicator') }} as names on occurrences.indicator_key = names.indicator_key
    left join {{ ref('fct_indicator_target') }} as targets
        on matches.form_key = targets.form_key and matches.indicator_no = targets.indicator_no
    left join {{ ref('fct_indicator_result') }} as results
        on matches.form_key = results.form_key and matches.indicator_no = results.indicator_no
    where matches.cell = 'target'
)

{{ findings('N01', 'compared', [
    'subject_name', 'indicator_no', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'expected_text', 'actual_text',
    'detail_zh', 'detail_en'
]) }}
