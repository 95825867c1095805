-- Each unit of the seed, by itself and behind a word of magnitude (千次, 万人次, 亿元); the bare words of magnitude (66.16亿), whose
-- family the text does not tell; and what forms print beyond that, so that no unit is dropped.
with magnitudes as (
    select
        magnitude as word,
        factor
    from {{ ref('magnitude') }}
    union all
    select
        '' as word,
        1 as factor
),

known as (
    select
        magnitudes.word || units.measure_unit as measure_unit,
        units.unit_family,
        units.base_unit,
        cast({{ product('units.factor', 'magnitudes.factor') }} as decimal(18, 2)) as factor,
        units.name_en
    from {{ ref('measure_unit') }} as units
    inner join magnitudes
        on magnitudes.word = '' or (units.takes_multiplier and {{ product('units.factor', 'magnitudes.factor') }} <= 1000000000000)
    union all
    select
        word as measure_unit,
        'magnitude' as unit_family,
        cast(null as string) as base_unit,
        cast(factor as decimal(18, 2)) as factor,
        'magnitude without a unit' as name_en
    from magnitudes
    where word <> ''
),

printed as (
    select measure_unit from {{ ref('stg_indicators') }}
    union
    select actual_unit as measure_unit from {{ ref('stg_indicators') }}
    union
    select measure_unit from {{ ref('stg_quantities') }}
),

others as (
    select
        {{ measure_unit_key('printed.measure_unit') }} as measure_unit_key,
        min(printed.measure_unit) as measure_unit
    from printed
    left join known on {{ normalised_name('printed.measure_unit') }} = known.measure_unit
    where known.measure_unit is null and {{ normalised_name('printed.measure_unit') }} is not null
    group by {{ measure_unit_key('printed.measure_unit') }}
)

select
    {{ measure_unit_key('measure_unit') }} as measure_unit_key,
    measure_unit,
    unit_family,
    base_unit,
    factor,
    name_en
from known
union all
select
    measure_unit_key,
    measure_unit,
    'unknown' as unit_family,
    null as base_unit,
    null as factor,
    'not in the list of units' as name_en
from others
union all
select
    {{ unknown_key() }} as measure_unit_key,
    '(none)' as measure_unit,
    'none' as unit_family,
    null as base_unit,
    1 as factor,
    'no unit printed' as name_en
