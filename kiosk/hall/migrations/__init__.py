"""Alembic's scripts for the hall's database."""
