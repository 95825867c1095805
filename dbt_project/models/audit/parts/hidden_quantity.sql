-- The numbers that stand inside a text target, counted for each row: of them those of a rate, and those whose unit tells nothing.
select
    form_key,
    indicator_no,
    count(*) as number_count,
    count(case when unit_family = 'percent' then 1 end) as percent_count,
    count(case when unit_family in ('none', 'unknown', 'magnitude') then 1 end) as unclear_count,
    min(value_text || coalesce(measure_unit, '')) as first_number
from {{ ref('fct_indicator_quantity') }}
where cell = 'target'
group by form_key, indicator_no
