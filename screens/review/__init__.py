"""Everything once more."""
