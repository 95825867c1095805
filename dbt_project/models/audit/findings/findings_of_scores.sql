-- What the rules of self-evaluated scores (S) say.
{{ all_of([
    ref('s01_weights_sum_to_full'),
    ref('s02_scores_sum_to_total'),
    ref('s03_score_follows_actual'),
    ref('s04_qualitative_score_in_band'),
    ref('s05_over_achievement_unexplained'),
    ref('s06_no_deviation_claim_false'),
    ref('s07_deviation_without_cause'),
    ref('s08_tier_weight_profile'),
    ref('s09_leniency_and_band'),
]) }}
