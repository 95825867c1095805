-- en: Which units copy the same boilerplate?
-- zh: 哪些单位反复套用同一指标？
-- note: An indicator with the same name and target in three or more forms of a unit. 同一单位三张以上的表中名称与指标值均相同的指标。
select
    forms.implementing_unit as 实施单位,
    indicators.normalised_indicator_name as 指标,
    coalesce(cast(cast(targets.target_value as decimal(28, 2)) as varchar) || targets.measure_unit, targets.target_text) as 指标值,
    count(distinct targets.form_key) as 表数,
    max(unit_forms.form_count) as 该单位表数,
    array_to_string(list_sort(list(targets.line_start)), ',') as 行号,
    split_part(min(targets.report_file), '/', 3) as 文件
from {{ ref('fct_indicator_target') }} as targets
inner join {{ ref('dim_indicator') }} as indicators on targets.indicator_key = indicators.indicator_key
inner join {{ ref('dim_form') }} as forms on targets.form_key = forms.form_key
inner join (
    select unit_key, count(*) as form_count from {{ ref('dim_form') }}
    where form_type = 'target_declaration' group by unit_key
) as unit_forms on forms.unit_key = unit_forms.unit_key
group by forms.implementing_unit, indicators.normalised_indicator_name, 指标值
having count(distinct targets.form_key) >= 3
order by 表数 desc, forms.implementing_unit, indicators.normalised_indicator_name
