-- X04: no two projects of a unit and year pay for the same output: a row of 数量指标 with the same name, or with a name that the other
-- one's ends with (孵化基地后勤保障服务完成率 and 后勤保障服务完成率). Names that say nothing of their own (工作完成率) do not count.
with outputs as (
    select
        targets.*,
        {{ normalised_name('targets.indicator_name') }} as name
    from {{ ref('fct_indicator_target') }} as targets
    inner join {{ ref('bridge_indicator_occurrence') }} as concepts
        on targets.form_key = concepts.form_key and targets.indicator_no = concepts.indicator_no
    where targets.level2 = '数量指标' and (concepts.topic <> 'general' or concepts.measure not in ('completion_rate', 'rate'))
),

shared as (
    select
        own.report_key,
        own.form_key,
        own.indicator_no,
        own.indicator_name,
        own.lines,
        other.project_key as other_project_key,
        other.form_key as other_form_key,
        other.indicator_name as other_name,
        other.lines as other_lines,
        row_number() over (
            partition by own.form_key, own.indicator_no order by other.report_file asc, other.line_start asc
        ) as place
    from outputs as own
    inner join outputs as other
        on
            own.unit_key = other.unit_key
            and own.fiscal_year_key = other.fiscal_year_key
            and own.project_key <> other.project_key
            and (
                (length(own.name) >= {{ parameter('X04', 'least_length') }} and right(other.name, length(own.name)) = own.name)
                or (length(other.name) >= {{ parameter('X04', 'least_length') }} and right(own.name, length(other.name)) = other.name)
            )
    where own.unit_key <> {{ unknown_key() }}
),

-- another project may have several such rows
counted as (
    select
        form_key,
        indicator_no,
        count(distinct other_project_key) as other_count
    from shared
    group by form_key, indicator_no
),

found as (
    select distinct form_key
    from shared
),

judged as (
    select
        shared.report_key,
        shared.form_key,
        {{ indicator_subject('shared.indicator_no') }} as subject,
        shared.indicator_no,
        shared.indicator_name as subject_name,
        'fail' as outcome,
        shared.lines,
        shared.other_form_key as reference_form_key,
        shared.other_lines as reference_lines,
        '同一单位同一年度另有 ' || cast(counted.other_count as string) || ' 个项目列有同名或名称以此结尾的产出，如“'
        || coalesce(others.project_name, '') || '”的“' || shared.other_name || '”' as detail_zh,
        cast(counted.other_count as string)
        || ' other projects of the unit and year have an output of this name, or of one that ends with it: '
        || shared.other_name || ' of ' || coalesce(others.project_name, '') as detail_en
    from shared
    inner join counted on shared.form_key = counted.form_key and shared.indicator_no = counted.indicator_no
    inner join {{ ref('dim_form') }} as others on shared.other_form_key = others.form_key
    where shared.place = 1
    union all
    select
        forms.report_key,
        forms.form_key,
        'outputs' as subject,
        null as indicator_no,
        forms.project_name as subject_name,
        'pass' as outcome,
        {{ no_lines() }} as lines,
        null as reference_form_key,
        {{ no_lines() }} as reference_lines,
        null as detail_zh,
        null as detail_en
    from {{ ref('dim_form') }} as forms
    left join found on forms.form_key = found.form_key
    where forms.form_type = 'target_declaration' and found.form_key is null
)

{{ findings('X04', 'judged', ['subject_name', 'indicator_no', 'detail_zh', 'detail_en', 'reference_form_key', 'reference_lines']) }}
