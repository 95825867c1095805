-- What the rules of money (F) say.
{{ all_of([
    ref('f01_declared_components_sum'),
    ref('f02_self_evaluated_components_sum'),
    ref('f03_execution_rate_and_score'),
    ref('f04_mid_year_cut_flatters_rate'),
    ref('f05_fiscal_form_without_fiscal_money'),
]) }}
