"""What can be done now."""
