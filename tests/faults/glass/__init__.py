"""A whole terminal under a storm of keys and touches."""
