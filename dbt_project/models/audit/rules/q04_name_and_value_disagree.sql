-- Q04: what a name measures is what its value is: a rate (率) is a share and not a word or a number of things, and a share belongs to a
-- name that can have one. Degrees (度) may be told in words, and are Q01's matter. A text with a percentage in it (90%–95%) is one; with a
-- number whose unit is not printed, or in characters, it is not told.
with measured as (
    select
        indicators.*,
        indicators.indicator_name as subject_name,
        coalesce(indicators.target_text, '（空）') as actual_text,
        rates.term is not null and exceptions.term is null as is_rate,
        no_shares.term as no_share,
        indicators.is_percent or coalesce(hidden.percent_count > 0, false) as is_share,
        indicators.target_value is null and (
            coalesce(hidden.unclear_count > 0, false)
            or ({{ has_digit('indicators.normalised_target') }} and hidden.number_count is null)
        ) as is_unclear,
        coalesce({{ normalised_name('indicators.measure_unit') }} in ('‰', '百分点', '倍'), false) as is_other_ratio
    from {{ ref('audit_indicator') }} as indicators
    left join {{ ref('indicator_term') }} as rates
        on indicators.form_key = rates.form_key and indicators.indicator_no = rates.indicator_no and rates.lexicon = 'rate_name'
    left join {{ ref('indicator_term') }} as exceptions
        on
            indicators.form_key = exceptions.form_key and indicators.indicator_no = exceptions.indicator_no
            and exceptions.lexicon = 'not_a_rate'
    left join {{ ref('indicator_term') }} as no_shares
        on
            indicators.form_key = no_shares.form_key and indicators.indicator_no = no_shares.indicator_no
            and no_shares.lexicon = 'no_share_name'
    left join {{ ref('hidden_quantity') }} as hidden
        on indicators.form_key = hidden.form_key and indicators.indicator_no = hidden.indicator_no
),

judged as (
    select
        *,
        case
            when is_rate and target_value is null then '名称为比率，指标值却是文字'
            when is_rate then '名称为比率，计量单位却不是百分比'
            else '“' || no_share || '”不是可用百分比衡量的'
        end as detail_zh,
        case
            when is_rate and target_value is null then 'the name is a rate, the target is words'
            when is_rate then 'the name is a rate, the unit is none of a rate'
            else 'no share can be told of ' || no_share
        end as detail_en,
        {{ judged(
            '(is_rate and not (is_share or is_other_ratio)) or (no_share is not null and is_percent)',
            is_evaluable='target_text is not null and not is_unclear and (target_value is null or measure_unit is not null)'
        ) }} as outcome
    from measured
    where is_rate or is_percent
)

{{ findings('Q04', 'judged', ['subject_name', 'indicator_no', 'actual_text', 'detail_zh', 'detail_en']) }}
