-- The way of scoring of each place. What is not known of a place is the national default's, and told as such.
with national as (
    select * from {{ ref('scoring_profile') }}
    where unit_prefix is null
)

select
    {{ surrogate_key(['places.profile_id']) }} as form_template_key,
    places.profile_id,
    places.name_en,
    places.name_zh,
    places.unit_prefix,
    places.from_year,
    coalesce(places.execution_weight, national.execution_weight) as execution_weight,
    coalesce(places.output_weight, national.output_weight) as output_weight,
    coalesce(places.benefit_weight, national.benefit_weight) as benefit_weight,
    coalesce(places.satisfaction_weight, national.satisfaction_weight) as satisfaction_weight,
    coalesce(places.reverse_rule, national.reverse_rule) as reverse_rule,
    coalesce(places.met_from_percent, national.met_from_percent) as met_from_percent,
    coalesce(places.partly_from_percent, national.partly_from_percent) as partly_from_percent,
    coalesce(places.explain_above_ratio, national.explain_above_ratio) as explain_above_ratio,
    coalesce(places.band_excellent_from, national.band_excellent_from) as band_excellent_from,
    coalesce(places.band_good_from, national.band_good_from) as band_good_from,
    coalesce(places.band_fair_from, national.band_fair_from) as band_fair_from,
    places.reverse_rule is null or (
        places.execution_weight + places.output_weight + places.benefit_weight + places.satisfaction_weight
        + places.met_from_percent + places.partly_from_percent + places.explain_above_ratio
        + places.band_excellent_from + places.band_good_from + places.band_fair_from
    ) is null as takes_national_default,
    places.basis
from {{ ref('scoring_profile') }} as places
cross join national
