-- T02: no goal and no indicator says what was true of an earlier year only (疫情常态化 in a plan of 2024).
with texts as (
    select
        form_key,
        {{ normalised_name('goal_text') }} as own_text,
        lines
    from {{ ref('stg_goals') }}
    union all
    select
        form_key,
        normalised_indicator_name || coalesce(normalised_target, '') as own_text,
        lines
    from {{ ref('audit_indicator') }}
),

stale as (
    select
        texts.form_key,
        min(terms.term) as term,
        min(terms.last_year) as last_year,
        {{ merged_lines('texts.lines') }} as lines
    from texts
    inner join {{ ref('dim_form') }} as forms on texts.form_key = forms.form_key
    inner join {{ ref('audit_lexicon') }} as terms
        on
            terms.lexicon = 'stale_phrase' and (forms.fiscal_year is null or forms.fiscal_year > terms.last_year)
            and {{ holds_term('texts.own_text') }}
    group by texts.form_key
),

judged as (
    select
        forms.report_key,
        forms.form_key,
        'texts' as subject,
        '“' || stale.term || '”是 ' || cast(stale.last_year as string) || ' 年及以前的提法' as detail_zh,
        stale.term || ' is a phrase of ' || cast(stale.last_year as string) || ' and before' as detail_en,
        {{ judged('stale.term is not null', is_evaluable='forms.fiscal_year is not null or stale.term is null') }} as outcome,
        coalesce(stale.lines, {{ no_lines() }}) as lines
    from {{ ref('dim_form') }} as forms
    left join stale on forms.form_key = stale.form_key
)

{{ findings('T02', 'judged', ['detail_zh', 'detail_en']) }}
