-- What the rules of indicators (Q) say.
{{ all_of([
    ref('q01_vague_target'),
    ref('q02_satisfaction_target'),
    ref('q03_number_hidden_in_text'),
    ref('q04_name_and_value_disagree'),
    ref('q05_misfiled_level'),
    ref('q06_ceiling_targets'),
    ref('q07_weak_bar'),
    ref('q08_duplicate_or_doubled'),
    ref('q09_required_level_missing'),
    ref('q10_too_few_quantified'),
    ref('q11_money_per_measurable'),
]) }}
