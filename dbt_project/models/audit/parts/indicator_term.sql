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
),

-- Each text once: 满意度 is the name of thousands of indicators, and each text is held against each term.
different_texts as (
    select distinct
        looks_at,
        own_text
    from texts
),

held as (
    select
        texts.looks_at,
        texts.own_text,
        terms.lexicon,
        min(terms.term) as term
    from different_texts as texts
    inner join {{ ref('audit_lexicon') }} as terms on texts.looks_at = terms.looks_at and {{ holds_term('texts.own_text') }}
    group by texts.looks_at, texts.own_text, terms.lexicon
)

select
    texts.form_key,
    texts.indicator_no,
    held.lexicon,
    min(held.term) as term
from texts
inner join held on texts.looks_at = held.looks_at and texts.own_text = held.own_text
group by texts.form_key, texts.indicator_no, held.lexicon
