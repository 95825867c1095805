-- Q03: a number that can be measured stands as operator, number and unit; inside a sentence it is read (fct_indicator_quantity), and the
-- target stays text. Dates are no such numbers.
with judged as (
    select
        indicators.report_key,
        indicators.form_key,
        indicators.subject,
        indicators.indicator_name as subject_name,
        indicators.indicator_no,
        indicators.lines,
        coalesce(indicators.target_text, '（空）') as actual_text,
        '文字中有 ' || cast(hidden.number_count as string) || ' 个可衡量的数，如 ' || hidden.first_number as detail_zh,
        'the text has ' || cast(hidden.number_count as string) || ' numbers to measure by, ' || hidden.first_number
        || ' for one' as detail_en,
        {{ judged('hidden.number_count is not null') }} as outcome
    from {{ ref('audit_indicator') }} as indicators
    left join {{ ref('hidden_quantity') }} as hidden
        on indicators.form_key = hidden.form_key and indicators.indicator_no = hidden.indicator_no
    where indicators.target_value is null
)

{{ findings('Q03', 'judged', ['subject_name', 'indicator_no', 'actual_text', 'detail_zh', 'detail_en']) }}
