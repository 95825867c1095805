-- G04: unit, project, fiscal year and kind of form are of one form only. Two units may have projects of one name; a quarantined form, and
-- the second copy of a report, which is refused, stand beside none.
with counted as (
    select
        report_key,
        form_key,
        'key' as subject,
        'count' as value_unit,
        '=' as comparison,
        1 as expected,
        not is_quarantined as is_applicable,
        case
            when project_key <> {{ unknown_key() }} and fiscal_year is not null
                then count(*) over (partition by project_key, fiscal_year, form_type, is_quarantined)
        end as actual,
        0 as tolerance,
        head_lines as lines
    from {{ ref('stg_forms') }}
),

judged as (
    select
        *,
        {{ compared('is_applicable') }} as outcome
    from counted
)

{{ findings('G04', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
