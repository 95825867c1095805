-- G08: each second level stands under a first level of which it is one. Rows whose level the labels leave open are not told.
with counted as (
    select
        indicators.report_key,
        indicators.form_key,
        'levels' as subject,
        count(case when pairs.level1 is null then 1 end) as illegal_count,
        count(case when instr(indicators.ambiguity_flags, 'level') > 0 then 1 end) as open_count,
        {{ merged_lines("case when pairs.level1 is null then indicators.lines end") }} as illegal_lines,
        {{ merged_lines("case when instr(indicators.ambiguity_flags, 'level') > 0 then indicators.lines end") }} as open_lines
    from {{ ref('parse_indicator') }} as indicators
    left join {{ ref('indicator_level') }} as pairs on indicators.level1 = pairs.level1 and indicators.level2 = pairs.level2
    where indicators.level1 is not null and indicators.level2 is not null
    group by indicators.report_key, indicators.form_key
),

judged as (
    select
        report_key,
        form_key,
        subject,
        'count' as value_unit,
        '=' as comparison,
        0 as expected,
        illegal_count as actual,
        0 as tolerance,
        cast(open_count as string) || ' 行的层级原文未写明' as detail_zh,
        'the labels leave the level of ' || cast(open_count as string) || ' rows open' as detail_en,
        {{ judged('illegal_count > 0', is_evaluable='open_count = 0 or illegal_count > 0') }} as outcome,
        case when illegal_count > 0 then illegal_lines else open_lines end as lines
    from counted
)

{{ findings('G08', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en']) }}
