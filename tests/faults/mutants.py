"""Bugs that are planted to prove that the harnesses bite."""


def plant(name: str) -> None:
    """Plant the bug of that name in this very process; none where the name is empty."""
