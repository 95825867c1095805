-- X05: no two projects of a unit and year promise the same large number about the same thing, nor different figures for one thing: rows of
-- one name in projects whose goals name the same object at length.
with targets as (
    select
        targets.*,
        {{ normalised_name('targets.indicator_name') }} as name
    from {{ ref('fct_indicator_target') }} as targets
    where targets.unit_key <> {{ unknown_key() }}
),

large as (
    select
        own.report_key,
        own.form_key,
        own.indicator_no,
        own.indicator_name,
        own.name,
        own.target_text,
        own.lines,
        other.form_key as other_form_key,
        other.name as other_name,
        other.target_text as other_text,
        other.lines as other_lines
    from targets as own
    inner join targets as other
        on
            own.unit_key = other.unit_key
            and own.fiscal_year_key = other.fiscal_year_key
            and own.project_key <> other.project_key
            and own.target_base_value = other.target_base_value
            and own.target_base_value >= {{ parameter('X05', 'least_value') }}
            and own.unit_family not in ('percent', 'duration', 'month')
),

names as (
    select distinct name from large
),

runs as (
    {{ character_runs('names', 'name', 'name') }}
),

alike as (
    select distinct
        own.name,
        other.name as other_name
    from runs as own
    inner join runs as other on own.run = other.run
),

goals as (
    select
        form_key,
        {{ normalised_name("coalesce(annual_goal_text, '') || coalesce(project_goal_text, '')") }} as goal
    from {{ ref('dim_form') }}
    where
        form_key in (
            select quantities.form_key
            from {{ ref('fct_indicator_quantity') }} as quantities
            where quantities.cell = 'target'
        )
),

goal_runs as (
    {{ character_runs('goals', 'form_key', 'goal', 8, 3) }}
),

same_object as (
    select distinct
        own.form_key,
        other.form_key as other_form_key
    from goal_runs as own
    inner join goal_runs as other on own.run = other.run and own.form_key <> other.form_key
),

figures as (
    select
        quantities.*,
        targets.name,
        targets.indicator_name,
        targets.target_text,
        targets.lines as row_lines
    from {{ ref('fct_indicator_quantity') }} as quantities
    inner join targets on quantities.form_key = targets.form_key and quantities.indicator_no = targets.indicator_no
    where quantities.cell = 'target' and quantities.unit_family not in ('percent', 'duration', 'month')
),

different as (
    select
        own.report_key,
        own.form_key,
        own.indicator_no,
        own.indicator_name,
        own.target_text,
        own.row_lines as lines,
        other.form_key as other_form_key,
        other.target_text as other_text,
        other.row_lines as other_lines,
        own.base_value_low = other.base_value_low as is_equal
    from figures as own
    inner join figures as other
        on
            own.unit_key = other.unit_key
            and own.fiscal_year_key = other.fiscal_year_key
            and own.project_key <> other.project_key
            and own.name = other.name
    inner join same_object on own.form_key = same_object.form_key and other.form_key = same_object.other_form_key
),

found as (
    select
        large.report_key,
        large.form_key,
        large.indicator_no,
        large.indicator_name,
        large.target_text,
        large.lines,
        large.other_form_key,
        large.other_text,
        large.other_lines,
        'fail' as outcome,
        '同一单位同一年度的两个项目承诺同一数量' as detail_zh,
        'two projects of the unit and year promise the same quantity' as detail_en
    from large
    inner join alike on large.name = alike.name and large.other_name = alike.other_name
    union all
    select
        report_key,
        form_key,
        indicator_no,
        indicator_name,
        target_text,
        lines,
        other_form_key,
        other_text,
        other_lines,
        case when is_equal then 'pass' else 'fail' end as outcome,
        '两个项目的目标涉及同一对象，而同名指标的数值不同' as detail_zh,
        'the goals of two projects name the same object, and rows of one name have different figures' as detail_en
    from different
),

judged as (
    select
        report_key,
        form_key,
        {{ indicator_subject() }} as subject,
        indicator_no,
        indicator_name as subject_name,
        outcome,
        other_text as expected_text,
        target_text as actual_text,
        detail_zh,
        detail_en,
        other_form_key as reference_form_key,
        other_lines as reference_lines,
        lines
    from found
    qualify
        row_number() over (
            partition by form_key, indicator_no order by outcome asc, other_form_key asc, other_text asc
        ) = 1
)

{{ findings('X05', 'judged', [
    'subject_name', 'indicator_no', 'expected_text', 'actual_text', 'detail_zh', 'detail_en', 'reference_form_key', 'reference_lines'
]) }}
