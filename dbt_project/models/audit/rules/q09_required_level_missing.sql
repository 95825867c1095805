-- Q09: a form has indicators of each level that its year demands. The evidence is the rows among which the level would stand.
with present as (
    select
        forms.report_key,
        forms.form_key,
        forms.fiscal_year,
        levels.level_label,
        levels.from_year,
        sum(case when instr(coalesce(indicators.ambiguity_flags, ''), 'level') > 0 then 1 else 0 end) as open_count,
        count(
            case
                when levels.level_no in (0, 1) and indicators.level1 = levels.level_label then 1
                when levels.level_no in (0, 2) and indicators.level2 = levels.level_label then 1
            end
        ) as level_count,
        {{ merged_lines(
            'case when levels.stands_under is null or levels.stands_under = indicators.level1 then indicators.lines end'
        ) }} as lines
    from {{ ref('dim_form') }} as forms
    cross join {{ ref('required_level') }} as levels
    inner join {{ ref('audit_indicator') }} as indicators on forms.form_key = indicators.form_key
    group by forms.report_key, forms.form_key, forms.fiscal_year, levels.level_label, levels.from_year
),

judged as (
    select
        *,
        level_label as subject,
        case
            when fiscal_year < from_year then '该年度不要求' || level_label
            when fiscal_year is null then '年度不明，无法知其是否要求' || level_label
            else
                '没有印有' || level_label
                || case when open_count > 0 then '（另有 ' || cast(open_count as string) || ' 行的层级原文未写明）' else '' end
        end as detail_zh,
        case
            when fiscal_year < from_year then level_label || ' is not demanded of that year'
            when fiscal_year is null then 'the year is not told, so neither whether it demands ' || level_label
            else
                'no ' || level_label || ' is printed'
                || case
                    when open_count > 0 then ' (of ' || cast(open_count as string) || ' rows the form leaves the level open)' else ''
                end
        end as detail_en,
        {{ judged('level_count = 0', is_applicable='fiscal_year is null or fiscal_year >= from_year',
            is_evaluable='fiscal_year is not null or level_count > 0') }} as outcome
    from present
)

{{ findings('Q09', 'judged', ['detail_zh', 'detail_en']) }}
