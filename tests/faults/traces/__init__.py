"""Marked people, whole terminals that serve them in every way, and the search for what they left."""
