"""Choose a window group."""
