"""The grain of the facts: by table the columns that tell one row from another. All of them begin with the form."""

GRAIN = {
    "fct_project_funding": ("form_key", "funding_source", "budget_stage"),
    "fct_indicator_target": ("form_key", "indicator_no"),
    "fct_indicator_result": ("form_key", "indicator_no"),
    "fct_self_evaluation": ("form_key",),
    "fct_goal_commitment": ("form_key", "commitment_no"),
    "fct_indicator_quantity": ("form_key", "quantity_no"),
    "fct_audit_finding": ("form_key", "rule_id", "subject"),
}
