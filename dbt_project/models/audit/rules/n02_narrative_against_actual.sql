-- N02: a number in the account of what was done and the actual value of the same thing are one value; and a share printed in the table
-- is that of the counts beside it (282件, 占报名总数的2.39%, of 11807家). A part and its whole in the narrative (推荐247家 …，其中85家) that
-- come near a printed share are a candidate: the page does not say what the share measures.
with compared as (
    select
        commitments.report_key,
        matches.form_key,
        'commitment ' || cast(matches.commitment_no as string) as subject,
        coalesce(commitments.subject, commitments.clause_text) as subject_name,
        matches.indicator_no,
        commitments.base_unit as value_unit,
        matches.commitment_base_value as expected,
        matches.indicator_base_value as actual,
        matches.base_step * 0.5 as tolerance,
        commitments.clause_text as expected_text,
        results.indicator_name || ' ' || results.actual_text as actual_text,
        {{ judged('not matches.is_equal', is_evaluable='not matches.is_candidate') }} as outcome,
        case
            when matches.is_candidate then '叙述中的数与该指标可能是同一事项（候选），原文不足以断定'
            else '实际完成情况与指标完成值对同一事项写了两个数'
        end as detail_zh,
        case
            when matches.is_candidate then 'a candidate only: both may be about the same thing, the text does not prove it'
            else 'the narrative and the actual value print two values of the same thing'
        end as detail_en,
        {{ lines_of(['commitments.lines', 'results.lines']) }} as lines
    from {{ ref('bridge_commitment_indicator') }} as matches
    inner join {{ ref('fct_goal_commitment') }} as commitments
        on matches.form_key = commitments.form_key and matches.commitment_no = commitments.commitment_no
    inner join {{ ref('fct_indicator_result') }} as results
        on matches.form_key = results.form_key and matches.indicator_no = results.indicator_no
    where matches.cell = 'actual'
),

-- Shares that stand within a cell: the number that the cell begins with is its actual value, and no share of what follows.
shares as (
    select
        quantities.*,
        results.indicator_name,
        results.actual_text
    from {{ ref('fct_indicator_quantity') }} as quantities
    inner join {{ ref('fct_indicator_result') }} as results
        on quantities.form_key = results.form_key and quantities.indicator_no = results.indicator_no
    where quantities.cell = 'actual' and quantities.unit_family = 'percent' and quantities.span_start > 0
),

wholes as (
    select
        form_key,
        commitment_no,
        unit_family,
        base_value_low,
        clause_text,
        lines,
        lag(base_value_low) over (partition by form_key order by commitment_no) as value_before,
        lag(unit_family) over (partition by form_key order by commitment_no) as family_before,
        lag(lines) over (partition by form_key order by commitment_no) as lines_before
    from {{ ref('fct_goal_commitment') }}
    where not is_promise and unit_family not in ('percent', 'currency') and base_value_low > 0
),

in_cell as (
    select
        shares.form_key,
        shares.quantity_no,
        parts.base_value_low as part,
        wholes.base_value_low as whole,
        parts.lines as part_lines,
        wholes.lines as whole_lines,
        true as is_provable
    from shares
    inner join {{ ref('fct_indicator_quantity') }} as parts
        on
            shares.form_key = parts.form_key
            and shares.indicator_no = parts.indicator_no
            and parts.cell = 'actual'
            and parts.unit_family <> 'percent'
    inner join wholes on shares.form_key = wholes.form_key and parts.base_value_low < wholes.base_value_low
),

in_narrative as (
    select
        shares.form_key,
        shares.quantity_no,
        wholes.base_value_low as part,
        wholes.value_before as whole,
        wholes.lines as part_lines,
        wholes.lines_before as whole_lines,
        false as is_provable
    from shares
    inner join wholes
        on
            shares.form_key = wholes.form_key
            and left(wholes.clause_text, 2) = '其中'
            and wholes.unit_family = wholes.family_before
            and wholes.base_value_low < wholes.value_before
),

ratios as (
    select * from in_cell
    union all
    select * from in_narrative
),

recomputed as (
    select
        shares.report_key,
        shares.form_key,
        shares.indicator_no,
        shares.quantity_no,
        shares.indicator_name,
        shares.actual_text,
        shares.value_low as actual,
        shares.lines,
        ratios.is_provable,
        ratios.part_lines,
        ratios.whole_lines,
        100 * {{ ratio('ratios.part', 'ratios.whole') }} as expected,
        cast(cast(ratios.part as decimal(28, 0)) as string) as part_text,
        cast(cast(ratios.whole as decimal(28, 0)) as string) as whole_text,
        {{ value_step('shares.value_low') }} * 0.5 as tolerance
    from shares
    inner join ratios on shares.form_key = ratios.form_key and shares.quantity_no = ratios.quantity_no
),

nearest as (
    select *
    from recomputed
    where
        (is_provable and abs(expected - actual) <= tolerance)
        or (not is_provable and abs(expected - actual) <= {{ parameter('N02', 'near_points') }})
    qualify
        row_number() over (
            partition by form_key, quantity_no order by abs(expected - actual) asc nulls last, part_text asc, whole_text asc
        ) = 1
),

shares_judged as (
    select
        report_key,
        form_key,
        'share ' || cast(quantity_no as string) as subject,
        indicator_name as subject_name,
        indicator_no,
        'percent' as value_unit,
        expected,
        actual,
        tolerance,
        part_text || '÷' || whole_text as expected_text,
        actual_text,
        case when abs(expected - actual) <= tolerance then 'pass' else 'not_evaluable' end as outcome,
        '叙述中的两个数之比与表中所印百分比相近（候选），原文未说明该百分比所指' as detail_zh,
        'a candidate only: two numbers of the narrative come near the printed share; what it measures is not said' as detail_en,
        {{ lines_of(['lines', 'part_lines', 'whole_lines']) }} as lines
    from nearest
),

judged as (
    select
        report_key,
        form_key,
        subject,
        subject_name,
        indicator_no,
        value_unit,
        expected,
        actual,
        tolerance,
        expected_text,
        actual_text,
        outcome,
        detail_zh,
        detail_en,
        lines
    from compared
    union all
    select
        report_key,
        form_key,
        subject,
        subject_name,
        indicator_no,
        value_unit,
        expected,
        actual,
        tolerance,
        expected_text,
        actual_text,
        outcome,
        detail_zh,
        detail_en,
        lines
    from shares_judged
)

{{ findings('N02', 'judged', [
    'subject_name', 'indicator_no', 'value_unit', 'expected', 'actual', 'tolerance', 'expected_text', 'actual_text', 'detail_zh', 'detail_en'
]) }}
