select
    rule_id,
    rule_version,
    rule_class,
    case rule_class
        when 'B' then 'blocking'
        when 'D' then 'high'
        when 'R' then 'review'
        when 'I' then 'information'
    end as severity,
    applies_to,
    outcome_if_absent,
    name_en,
    name_zh,
    statement_en,
    statement_zh,
    basis
from {{ ref('rule_catalogue') }}
