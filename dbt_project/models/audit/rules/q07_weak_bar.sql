-- Q07: the target of a completion rate (完成率, 达标率, 及时率 …) is not below the floor.
with measured as (
    select
        indicators.*,
        indicators.indicator_name as subject_name,
        'percent' as value_unit,
        '≥' as comparison,
        {{ parameter('Q07', 'floor_percent') }} as expected,
        indicators.target_value as actual,
        0 as tolerance
    from {{ ref('audit_indicator') }} as indicators
    inner join {{ ref('indicator_term') }} as attainments
        on
            indicators.form_key = attainments.form_key and indicators.indicator_no = attainments.indicator_no
            and attainments.lexicon = 'attainment_name'
    where indicators.is_percent and (indicators.operator is null or indicators.operator in ('≥', '>', '='))
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('Q07', 'judged', ['subject_name', 'indicator_no', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
