"""Lay the identity card."""
