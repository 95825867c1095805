-- G10: no value of a published form holds a tag of HTML, a no-break space or a control character. Texts are published as printed: what
-- is found stays, and is told.
with texts as (
    select
        form_key,
        coalesce(indicator_name, '') || coalesce(target_text, '') || coalesce(actual_text, '') || coalesce(deviation_text, '') as own_text,
        lines
    from {{ ref('parse_indicator') }}
    union all
    select
        form_key,
        goal_text as own_text,
        lines
    from {{ ref('stg_goals') }}
    union all
    select
        form_key,
        coalesce(project_name, '') || coalesce(implementing_unit, '') || coalesce(supervising_department, '') as own_text,
        head_lines as lines
    from {{ ref('stg_forms') }}
),

unclean as (
    select
        form_key,
        count(*) as unclean_count,
        {{ merged_lines('lines') }} as lines
    from texts
    where {{ holds_markup('own_text') }}
    group by form_key
),

counted as (
    select
        forms.report_key,
        forms.form_key,
        'texts' as subject,
        'count' as value_unit,
        '=' as comparison,
        0 as expected,
        coalesce(unclean.unclean_count, 0) as actual,
        0 as tolerance,
        coalesce(unclean.lines, {{ no_lines() }}) as lines
    from {{ ref('dim_form') }} as forms
    left join unclean on forms.form_key = unclean.form_key
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from counted
)

{{ findings('G10', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
