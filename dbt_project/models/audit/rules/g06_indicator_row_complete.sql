-- G06: each row of an indicator table has its two levels, name and target, of a self-evaluation also actual value, weight and score. What
-- the reader flagged as open is not told: the page may print none.
with counted as (
    select
        report_key,
        form_key,
        'indicators' as subject,
        count(
            case
                when
                    level1 is null or level2 is null or target_text is null
                    or (form_type = 'self_evaluation' and (actual_text is null or weight is null or score is null))
                    then 1
            end
        ) as incomplete_count,
        count(
            case
                when
                    ambiguity_flags is null and (
                        level1 is null or level2 is null or target_text is null
                        or (form_type = 'self_evaluation' and (actual_text is null or weight is null or score is null))
                    )
                    then 1
            end
        ) as unexcused_count,
        {{ merged_lines(
            "case when level1 is null or level2 is null or target_text is null or (form_type = 'self_evaluation' "
            ~ "and (actual_text is null or weight is null or score is null)) then lines end"
        ) }} as lines
    from {{ ref('parse_indicator') }}
    group by report_key, form_key
),

judged as (
    select
        *,
        'count' as value_unit,
        '=' as comparison,
        0 as expected,
        incomplete_count as actual,
        0 as tolerance,
        case when incomplete_count > unexcused_count then '原文未写明，已标注' end as detail_zh,
        case when incomplete_count > unexcused_count then 'the text does not tell it, which is flagged' end as detail_en,
        {{ judged('unexcused_count > 0', is_evaluable='incomplete_count = unexcused_count or unexcused_count > 0') }} as outcome
    from counted
)

{{ findings('G06', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en']) }}
