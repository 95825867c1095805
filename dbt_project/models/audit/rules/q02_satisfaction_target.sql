-- Q02: a satisfaction target is a share of at least the floor and below 100%, asked of those whom the project serves.
with measured as (
    select
        indicators.*,
        indicators.indicator_name as subject_name,
        'percent' as value_unit,
        {{ parameter('Q02', 'floor_percent') }} as floor_percent,
        case when indicators.is_percent then indicators.target_value end as actual,
        0 as tolerance,
        coalesce(indicators.target_text, '（空）') as actual_text,
        indicators.target_value is null and not coalesce({{ has_digit('indicators.normalised_target') }}, false) as is_unquantified,
        indicators.is_percent and indicators.target_value < {{ parameter('Q02', 'floor_percent') }} as is_low,
        indicators.is_percent and indicators.target_value >= 100 as is_impossible,
        raters.term is not null as is_self_rated
    from {{ ref('audit_indicator') }} as indicators
    left join {{ ref('indicator_term') }} as satisfaction
        on
            indicators.form_key = satisfaction.form_key and indicators.indicator_no = satisfaction.indicator_no
            and satisfaction.lexicon = 'satisfaction'
    left join {{ ref('indicator_term') }} as raters
        on indicators.form_key = raters.form_key and indicators.indicator_no = raters.indicator_no and raters.lexicon = 'self_rater'
    where indicators.level1 = '满意度指标' or satisfaction.term is not null
),

told as (
    select
        *,
        -- 100% and a target of those who run the project break no floor: it is not what they are held against
        case when not is_impossible and (not is_self_rated or is_unquantified or is_low) then '≥' end as comparison,
        case when not is_impossible and (not is_self_rated or is_unquantified or is_low) then floor_percent end as expected,
        case when is_unquantified then '未量化；' else '' end
        || case when is_low then '低于下限；' else '' end
        || case when is_impossible then '100% 不可能超出；' else '' end
        || case when is_self_rated then '由项目管理方自评；' else '' end as told_zh,
        case when is_unquantified then 'not quantified; ' else '' end
        || case when is_low then 'below the floor; ' else '' end
        || case when is_impossible then 'full satisfaction cannot be promised; ' else '' end
        || case when is_self_rated then 'rated by those who run the project; ' else '' end as told_en,
        {{ judged('is_unquantified or is_low or is_impossible or is_self_rated',
            is_evaluable='is_unquantified or is_percent or is_self_rated') }} as outcome
    from measured
),

judged as (
    select
        *,
        left(told_zh, length(told_zh) - 1) as detail_zh,
        left(told_en, length(told_en) - 2) as detail_en
    from told
)

{{ findings('Q02', 'judged', [
    'subject_name', 'indicator_no', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'actual_text', 'detail_zh', 'detail_en'
]) }}
