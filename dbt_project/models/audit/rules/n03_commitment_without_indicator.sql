-- N03: each number that a goal promises is measured by an indicator of its form. What each of several things is like (每条8-15分钟) is no
-- promise of a number. A candidate leaves it open.
with judged as (
    select
        commitments.report_key,
        commitments.form_key,
        'commitment ' || cast(commitments.commitment_no as string) as subject,
        coalesce(commitments.subject, commitments.clause_text) as subject_name,
        matches.indicator_no,
        commitments.clause_text as actual_text,
        {{ judged(
            'matches.commitment_no is null',
            is_applicable='not (commitments.is_each and matches.commitment_no is null)',
            is_evaluable='not coalesce(matches.is_candidate, false)'
        ) }} as outcome,
        case
            when matches.is_candidate then '仅有主题相同的指标（候选）'
            when commitments.is_each then '为逐项的规格，不是承诺的数量'
            else '指标表中没有衡量该数的指标'
        end as detail_zh,
        case
            when matches.is_candidate then 'an indicator of the same topic is a candidate only'
            when commitments.is_each then 'it says what each of several things is like, and promises no number'
            else 'no indicator of the form measures it'
        end as detail_en,
        commitments.lines
    from {{ ref('fct_goal_commitment') }} as commitments
    left join {{ ref('bridge_commitment_indicator') }} as matches
        on commitments.form_key = matches.form_key and commitments.commitment_no = matches.commitment_no
    where commitments.is_promise
)

{{ findings('N03', 'judged', ['subject_name', 'indicator_no', 'actual_text', 'detail_zh', 'detail_en']) }}
