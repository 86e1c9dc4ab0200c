"""A matter's guide before it is started."""
