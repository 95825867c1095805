-- G11: 0 ≤ score ≤ weight ≤ 100, no amount is below zero, and a percentage is at most 100 unless its name speaks of growth.
with growth as (
    select
        indicators.form_key,
        indicators.indicator_no,
        max(case when {{ holds_term('indicators.indicator_name') }} then 1 else 0 end) as is_growth
    from {{ ref('parse_indicator') }} as indicators
    cross join {{ ref('audit_lexicon') }} as terms
    where terms.lexicon = 'growth_name'
    group by indicators.form_key, indicators.indicator_no
),

outside as (
    select
        indicators.form_key,
        'points' as subject,
        case
            when
                indicators.score < 0 or indicators.weight < 0 or indicators.weight > 100 or indicators.score > indicators.weight
                then 1
            else 0
        end as is_outside,
        indicators.lines
    from {{ ref('parse_indicator') }} as indicators
    where indicators.weight is not null or indicators.score is not null
    union all
    select
        indicators.form_key,
        'percentages' as subject,
        case when indicators.target_value < 0 or (indicators.target_value > 100 and growth.is_growth = 0) then 1 else 0 end as is_outside,
        indicators.lines
    from {{ ref('parse_indicator') }} as indicators
    inner join growth on indicators.form_key = growth.form_key and indicators.indicator_no = growth.indicator_no
    where {{ normalised_name('indicators.measure_unit') }} in ('%', '百分比') and indicators.target_value is not null
    union all
    select
        form_key,
        'amounts' as subject,
        case when amount_yuan < 0 then 1 else 0 end as is_outside,
        lines
    from {{ ref('stg_funding') }}
    where amount_yuan is not null
),

counted as (
    select
        forms.report_key,
        forms.form_key,
        outside.subject,
        'count' as value_unit,
        '=' as comparison,
        0 as expected,
        sum(outside.is_outside) as actual,
        0 as tolerance,
        {{ merged_lines('case when outside.is_outside = 1 then outside.lines end') }} as lines
    from outside
    inner join {{ ref('stg_forms') }} as forms on outside.form_key = forms.form_key
    group by forms.report_key, forms.form_key, outside.subject
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from counted
)

{{ findings('G11', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
