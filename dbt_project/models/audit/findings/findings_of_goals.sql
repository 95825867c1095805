-- What the rules of goals against tables (N) say.
{{ all_of([
    ref('n01_narrative_against_target'),
    ref('n02_narrative_against_actual'),
    ref('n03_commitment_without_indicator'),
    ref('n04_operator_or_unit_differs'),
    ref('n05_goal_too_generic'),
]) }}
