{#- Printed texts as the rules look at them: what they hold, and whether a term of the lexicon is in them. -#}

{#- Whether a text has a digit; the text is given normalised (full-width digits folded). -#}
{% macro has_digit(text) -%}
    translate({{ text }}, '0123456789', '') <> {{ text }}
{%- endmacro %}

{#- Whether a text holds a term of the lexicon, in the way that the lexicon's match_kind says: is, contains, begins, ends. -#}
{% macro holds_term(text, terms='terms') -%}
    case {{ terms }}.match_kind
        when 'is' then {{ text }} = {{ terms }}.term
        when 'contains' then instr({{ text }}, {{ terms }}.term) > 0
        when 'begins' then left({{ text }}, length({{ terms }}.term)) = {{ terms }}.term
        when 'ends' then right({{ text }}, length({{ terms }}.term)) = {{ terms }}.term
    end
{%- endmacro %}

{#- A name without the remark in brackets at its end: 满意率（抽样） ends in 率. Names are given normalised. -#}
{% macro without_remark(name) -%}
    case
        when right({{ name }}, 1) = ')' and instr({{ name }}, '(') > 1 then left({{ name }}, instr({{ name }}, '(') - 1)
        else {{ name }}
    end
{%- endmacro %}

{#-
  The year by which a text says that something will be done (2024年12月31日前, 2024年底前), or null. A pattern is the only way to tell a
  deadline from another year in a text (2018年以来, 2022-2025年); regular expressions are written differently by each engine.
-#}
{% macro deadline_year(text) -%}
    try_cast(nullif(regexp_extract({{ text }}, '((19|20)[0-9][0-9])年[0-9一二三四末底季度月日第上下半年旬]*(之?前|以前|内)', 1), '') as integer)
{%- endmacro %}

{#-
  What a name has printed into itself, or null: its closing words occur earlier in it with more text right behind them
  (餐饮及时性餐饮提供及时性). Behind a mark (、，-) they are the next thing of a list.
-#}
{% macro doubled_phrase(name, closing_length) -%}
    {%- set closing = "right(" ~ name ~ ", cast(" ~ closing_length ~ " as integer))" -%}
    case
        when
            length({{ name }}) > 2 * {{ closing_length }}
            and instr({{ name }}, {{ closing }}) <= length({{ name }}) - 2 * {{ closing_length }}
            and instr('、,，;；-/()和及与', substr({{ name }}, cast(instr({{ name }}, {{ closing }}) + {{ closing_length }} as integer), 1)) = 0
            then {{ closing }}
    end
{%- endmacro %}

{#- Whether a text holds a tag of HTML, a no-break space, a zero-width character or a control character other than a new line. -#}
{% macro holds_markup(text) -%}
    {%- set stray = '\u00a0\u200b\ufeff\t\r\u0008\u000b\u000c\u001b' -%}
    (
        {{ holds_one_of(text, stray) }}
        or {{ holds_one_of(text, '<&') }} and (
            {%- for tag in ['</', '<p>', '<br', '<span', '<div', '&nbsp'] %}{{ ' or ' if not loop.first }}instr(lower({{ text }}), '{{ tag }}') > 0{% endfor -%}
        )
    )
{%- endmacro %}

{#- Whether a character is one of Chinese script: by its place among all characters, since ranges of patterns differ by engine. -#}
{% macro is_chinese(character) -%}
    ({{ character }} >= '一' and {{ character }} <= '鿿')
{%- endmacro %}
