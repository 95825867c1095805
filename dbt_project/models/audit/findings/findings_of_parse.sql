-- What the rules of the parse (G) say.
{{ all_of([
    ref('g01_form_count_matches_titles'),
    ref('g02_head_complete_and_year_known'),
    ref('g03_money_and_unit_typed'),
    ref('g04_natural_key_unique'),
    ref('g05_token_coverage'),
    ref('g06_indicator_row_complete'),
    ref('g07_lexeme_conservation'),
    ref('g08_tier_hierarchy_closed'),
    ref('g09_page_furniture_isolated'),
    ref('g10_text_hygiene'),
    ref('g11_value_domain'),
]) }}
