"""One table of states and events for each errand."""
