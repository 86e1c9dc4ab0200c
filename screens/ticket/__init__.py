"""One queue number, large."""
