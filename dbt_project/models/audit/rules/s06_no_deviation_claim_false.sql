-- S06: where the reason says 无偏差, there is none: the actual value is the target, or on the right side of one with ≥ or ≤. A target
-- without an operator is taken as the number that it prints.
with measured as (
    select
        *,
        case
            when operator in ('≥', '>') and is_at_least and actual_base_value < target_base_value then null
            when operator in ('≥', '>') then actual_base_value < target_base_value
            when is_at_least and actual_base_value <= target_base_value then null
            when operator in ('≤', '<') then actual_base_value > target_base_value
            else actual_base_value <> target_base_value
        end as is_false
    from {{ ref('quantified_result') }}
    where claims_no_deviation
),

judged as (
    select
        report_key,
        form_key,
        subject,
        subject_name,
        indicator_no,
        lines,
        target_text as expected_text,
        actual_text,
        '说明写“' || deviation_text || '”' as detail_zh,
        'explained by “' || deviation_text || '”' as detail_en,
        {{ judged('is_false') }} as outcome
    from measured
)

{{ findings('S06', 'judged', ['subject_name', 'indicator_no', 'expected_text', 'actual_text', 'detail_zh', 'detail_en']) }}
