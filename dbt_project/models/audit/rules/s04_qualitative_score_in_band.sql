-- S04: the score of a text target lies in the band of what was reached: met where the actual value begins with the target, not met where
-- it says the contrary (高于, 低于). Whether anything else is met, or partly, only a person can tell.
with contraries as (
    select
        results.form_key,
        results.indicator_no,
        count(*) as contrary_count
    from {{ ref('fct_indicator_result') }} as results
    inner join {{ ref('contrary_word') }} as words
        on instr(results.target_text, words.word) > 0 and instr(results.actual_text, words.contrary) > 0
    group by results.form_key, results.indicator_no
),

measured as (
    select
        results.report_key,
        results.form_key,
        results.indicator_no,
        {{ indicator_subject('results.indicator_no') }} as subject,
        results.indicator_name as subject_name,
        results.lines,
        'percent' as value_unit,
        case when contraries.contrary_count > 0 then '<' else '≥' end as comparison,
        case
            when contraries.contrary_count > 0 then profiles.partly_from_percent
            when instr({{ normalised_name('results.actual_text') }}, {{ normalised_name('results.target_text') }}) = 1
                then profiles.met_from_percent
        end as expected,
        cast(round(100 * {{ ratio('results.score', 'results.weight') }}, 4) as decimal(28, 6)) as actual,
        0 as tolerance,
        '指标值 ' || coalesce(results.target_text, '（空）') || '，实际完成值 ' || coalesce(results.actual_text, '（空）') as detail_zh,
        'target ' || coalesce(results.target_text, '(blank)') || ', actual ' || coalesce(results.actual_text, '(blank)') as detail_en
    from {{ ref('fct_indicator_result') }} as results
    left join {{ ref('form_profile') }} as profiles on results.form_key = profiles.form_key
    left join contraries on results.form_key = contraries.form_key and results.indicator_no = contraries.indicator_no
    where results.target_value is null
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('S04', 'judged', [
    'subject_name', 'indicator_no', 'value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en'
]) }}
