-- The way of scoring that holds for each form: that of the place of its implementing unit, what is not known of it from the national
-- default. The longest prefix decides, then the latest year.
with national as (
    select * from {{ ref('scoring_profile') }}
    where unit_prefix is null
),

matched as (
    select
        forms.form_key,
        forms.report_key,
        forms.fiscal_year,
        places.profile_id,
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
        row_number() over (
            partition by forms.form_key
            order by length(coalesce(places.unit_prefix, '')) desc nulls last, places.from_year desc nulls last
        ) as place_no
    from {{ ref('dim_form') }} as forms
    cross join national
    inner join {{ ref('scoring_profile') }} as places
        on
            left(forms.implementing_unit, length(coalesce(places.unit_prefix, ''))) = coalesce(places.unit_prefix, '')
            and (forms.fiscal_year is null or forms.fiscal_year >= places.from_year)
)

select * from matched
where place_no = 1
