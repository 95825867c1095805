-- N04: where goal and table, or target and actual value, speak of the same thing, they do it with the same comparison, unit and measure.
with pairs as (
    select
        commitments.report_key,
        matches.form_key,
        'commitment ' || cast(matches.commitment_no as string) as subject,
        matches.indicator_no,
        coalesce(commitments.subject, commitments.clause_text) as subject_name,
        case when matches.cell = 'target' then commitments.operator end as left_operator,
        case when matches.cell = 'target' then coalesce(targets.operator, results.operator) end as right_operator,
        commitments.measure_unit as left_unit,
        case
            when matches.cell = 'target' then coalesce(targets.measure_unit, results.measure_unit) else results.actual_unit
        end as right_unit,
        -- found by its value alone: 授信 and 贷款, or 活动 and 培训, are different measures
        matches.match_method = 'value' as is_other_measure,
        commitments.clause_text as expected_text,
        coalesce(targets.indicator_name, results.indicator_name) || ' '
        || case
            when matches.cell = 'target' then coalesce(targets.target_text, results.target_text) else results.actual_text
        end as actual_text,
        {{ lines_of(['commitments.lines', 'targets.lines', 'results.lines']) }} as lines
    from {{ ref('bridge_commitment_indicator') }} as matches
    inner join {{ ref('fct_goal_commitment') }} as commitments
        on matches.form_key = commitments.form_key and matches.commitment_no = commitments.commitment_no
    left join {{ ref('fct_indicator_target') }} as targets
        on matches.form_key = targets.form_key and matches.indicator_no = targets.indicator_no
    left join {{ ref('fct_indicator_result') }} as results
        on matches.form_key = results.form_key and matches.indicator_no = results.indicator_no
    where not matches.is_candidate
    union all
    select
        report_key,
        form_key,
        'indicator ' || cast(indicator_no as string) as subject,
        indicator_no,
        indicator_name as subject_name,
        null as left_operator,
        null as right_operator,
        measure_unit as left_unit,
        actual_unit as right_unit,
        false as is_other_measure,
        target_text as expected_text,
        actual_text,
        lines
    from {{ ref('fct_indicator_result') }}
    where target_value is not null and actual_value is not null
),

compared as (
    select
        *,
        -- 超过 and 不少于 look the same way; a comparison that one of the two leaves out is no other one
        coalesce(
            replace(left_operator, '>', '≥') <> replace(right_operator, '>', '≥')
            and replace(left_operator, '<', '≤') <> replace(right_operator, '<', '≤'),
            false
        ) as is_other_operator,
        coalesce({{ normalised_name('left_unit') }}, '') <> coalesce({{ normalised_name('right_unit') }}, '')
        and not (
            coalesce({{ normalised_name('left_unit') }}, '') in ('%', '百分比')
            and coalesce({{ normalised_name('right_unit') }}, '') in ('%', '百分比')
        ) as is_other_unit
    from pairs
),

told as (
    select
        *,
        {{ judged('is_other_operator or is_other_unit or is_other_measure') }} as outcome,
        case when is_other_operator then '计算符号不同：' || left_operator || ' 与 ' || right_operator || '；' else '' end
        || case
            when is_other_unit then '单位不同：' || coalesce(left_unit, '无') || ' 与 ' || coalesce(right_unit, '无') || '；' else ''
        end
        || case when is_other_measure then '数值相同而所指不同；' else '' end as told_zh,
        case when is_other_operator then 'comparisons differ: ' || left_operator || ' and ' || right_operator || '; ' else '' end
        || case
            when is_other_unit
                then 'units differ: ' || coalesce(left_unit, 'none') || ' and ' || coalesce(right_unit, 'none') || '; '
            else ''
        end
        || case when is_other_measure then 'the same number of what is named otherwise; ' else '' end as told_en
    from compared
),

judged as (
    select
        *,
        left(told_zh, length(told_zh) - 1) as detail_zh,
        left(told_en, length(told_en) - 2) as detail_en
    from told
)

{{ findings('N04', 'judged', ['subject_name', 'indicator_no', 'expected_text', 'actual_text', 'detail_zh', 'detail_en']) }}
