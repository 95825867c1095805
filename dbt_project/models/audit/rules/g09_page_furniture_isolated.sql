-- G09: page numbers, running heads and the label down the side are furniture: no piece of them, or of other text, was met where a value
-- should be.
with problems as (
    select
        form_key,
        count(*) as problem_count,
        {{ merged_lines('lines') }} as lines
    from {{ ref('stg_problems') }}
    where form_key is not null and problem_code in ('label_fragment', 'text_out_of_place', 'page_number_unclear', 'label_glued')
    group by form_key
),

counted as (
    select
        forms.report_key,
        forms.form_key,
        'furniture' as subject,
        'count' as value_unit,
        '=' as comparison,
        0 as expected,
        coalesce(problems.problem_count, 0) as actual,
        0 as tolerance,
        coalesce(problems.lines, {{ no_lines() }}) as lines
    from {{ ref('fct_parse_quality') }} as forms
    left join problems on forms.form_key = problems.form_key
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from counted
)

{{ findings('G09', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
