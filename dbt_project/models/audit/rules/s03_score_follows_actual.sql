-- S03: the score of a quantified target is what target, operator, actual value and weight make, either way: not less where the target was
-- met, not more where it was missed. Else the actual value or the score is untrue.
with measured as (
    select
        *,
        'points' as value_unit,
        '=' as comparison,
        expected_score as expected,
        score as actual,
        {{ value_step('score') }} * 0.5 as tolerance,
        '指标值 ' || target_text || '，实际完成值 ' || coalesce(actual_text, '（空）')
        || case when operator is null then '，指标值没有计算符号' else '' end as detail_zh,
        'target ' || target_text || ', actual ' || coalesce(actual_text, '(blank)')
        || case when operator is null then ', the target has no operator' else '' end as detail_en
    from {{ ref('quantified_result') }}
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('S03', 'judged', [
    'subject_name', 'indicator_no', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en'
]) }}
