-- Which terms of the lexicon the rows of indicator tables hold: one row for each row × lexicon with a term in it, and the term.
with texts as (
    select
        form_key,
        indicator_no,
        'indicator_name' as looks_at,
        {{ without_remark('normalised_indicator_name') }} as own_text
    from {{ ref('audit_indicator') }}
    union all
    select
        form_key,
        indicator_no,
        'target' as looks_at,
        normalised_target as own_text
    from {{ ref('audit_indicator') }}
    union all
    select
        form_key,
        indicator_no,
        'deviation' as looks_at,
        normalised_deviation as own_text
    from {{ ref('audit_indicator') }}
)

select
    texts.form_key,
    texts.indicator_no,
    terms.lexicon,
    min(terms.term) as term
from texts
inner join {{ ref('audit_lexicon') }} as terms on texts.looks_at = terms.looks_at and {{ holds_term('texts.own_text') }}
group by texts.form_key, texts.indicator_no, terms.lexicon
