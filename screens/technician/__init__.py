"""The terminal at a glance."""
