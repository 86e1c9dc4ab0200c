"""What the bench may ask of the window."""
