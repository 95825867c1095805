-- Q01: a text target can be verified: it has a number, a date, or a test that is passed or not. Where the lexicon knows neither a vague
-- word nor a test in it, a person must tell.
with measured as (
    select
        indicators.*,
        indicators.indicator_name as subject_name,
        coalesce(indicators.target_text, '（空）') as actual_text,
        {{ has_digit('indicators.normalised_target') }} or verifiable.term is not null as is_verifiable,
        vague.term as vague_term
    from {{ ref('audit_indicator') }} as indicators
    left join {{ ref('indicator_term') }} as vague
        on indicators.form_key = vague.form_key and indicators.indicator_no = vague.indicator_no and vague.lexicon = 'vague_target'
    left join {{ ref('indicator_term') }} as verifiable
        on
            indicators.form_key = verifiable.form_key and indicators.indicator_no = verifiable.indicator_no
            and verifiable.lexicon = 'verifiable_target'
    where indicators.indicator_kind = 'qualitative'
),

judged as (
    select
        *,
        case
            when target_text is null then '没有指标值'
            when vague_term is null then '既无数字、时限，也无词表中的词语，须人工判断'
            else '“' || vague_term || '”无法考核'
        end as detail_zh,
        case
            when target_text is null then 'no target is printed'
            when vague_term is null then 'it has no number, no date and no word of the lexicon: a person must tell'
            else vague_term || ' cannot be verified'
        end as detail_en,
        {{ judged('not is_verifiable', is_evaluable='is_verifiable or vague_term is not null') }} as outcome
    from measured
)

{{ findings('Q01', 'judged', ['subject_name', 'indicator_no', 'actual_text', 'detail_zh', 'detail_en']) }}
