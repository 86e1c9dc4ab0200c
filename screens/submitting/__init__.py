"""While it is committed and sent."""
