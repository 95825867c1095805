-- Q09: a form has indicators of each level that its year demands. The evidence is the rows among which the level would stand.
with present as (
    select
        forms.report_key,
        forms.form_key,
        forms.fiscal_year,
        levels.level_label,
        levels.from_year,
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
        '没有' || level_label as detail_zh,
        'the form has no ' || level_label as detail_en,
        {{ judged('level_count = 0', is_applicable='fiscal_year is null or fiscal_year >= from_year',
            is_evaluable='fiscal_year is not null or level_count > 0') }} as outcome
    from present
)

{{ findings('Q09', 'judged', ['detail_zh', 'detail_en']) }}
