"""Jixiao (绩效): from published budget-performance forms to a gated, released warehouse."""
