-- What the rules over years and beside other projects (X) say.
{{ all_of([
    ref('x01_target_below_past_actual'),
    ref('x02_target_unchanged_after_shortfall'),
    ref('x03_indicator_lineage'),
    ref('x04_overlapping_projects'),
    ref('x05_same_quantity_twice'),
    ref('x06_lifecycle_coverage'),
]) }}
