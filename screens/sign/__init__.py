"""The signature pad."""
