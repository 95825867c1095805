-- S05: where the actual value is so many times the target, a cause is given. Of targets that should not be overshot (≤) S03 speaks.
with measured as (
    select
        *,
        'ratio' as value_unit,
        '<' as comparison,
        explain_above_ratio as expected,
        cast(round({{ ratio('actual_base_value', 'target_base_value') }}, 4) as decimal(28, 6)) as actual,
        0 as tolerance,
        '指标值 ' || target_text || '，实际完成值 ' || coalesce(actual_text, '（空）') || '，说明“' || coalesce(deviation_text, '') || '”' as detail_zh,
        'target ' || target_text || ', actual ' || coalesce(actual_text, '(blank)') || ', explained by “'
        || coalesce(deviation_text, '') || '”' as detail_en
    from {{ ref('quantified_result') }}
    where operator is null or operator in ('≥', '>', '=')
),

judged as (
    select
        *,
        case when cause is not null and actual >= expected then 'pass' else {{ compared() }} end as outcome
    from measured
)

{{ findings('S05', 'judged', [
    'subject_name', 'indicator_no', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en'
]) }}
