select
    rule_id,
    rule_version,
    rule_class,
    severity,
    name_en,
    name_zh,
    tolerance_half_units,
    parameter_name,
    parameter_value
from {{ ref('rule_catalogue') }}
