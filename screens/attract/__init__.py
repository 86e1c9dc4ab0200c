"""Nobody is here: what can be done, and how to begin."""
