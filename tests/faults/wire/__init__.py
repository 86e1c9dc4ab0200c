"""A bad wire between terminals and the hall that we ship."""
