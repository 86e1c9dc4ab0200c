"""Matters as data: the values and the reader of their files."""
