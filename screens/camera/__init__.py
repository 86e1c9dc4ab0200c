"""Photograph one page."""
