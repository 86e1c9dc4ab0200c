"""A half day at the window is chosen."""
