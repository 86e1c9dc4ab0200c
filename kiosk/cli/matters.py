"""A catalogue folder's files → matters, for the terminal and for the hall."""

import json
from collections.abc import Collection
from pathlib import Path

from kiosk.catalogue.matter import Matter
from kiosk.catalogue.read import read_matters
from kiosk.errors import BadCatalogue


def matters_in(folder: Path, only: Collection[str] = ()) -> tuple[Matter, ...]:
    """The matters of every *.json in `folder`; with `only`, no other is looked at: what a terminal does not offer may be
    of a kind that it does not know. Raises BadCatalogue."""
    matters: list[Matter] = []
    for path in sorted(folder.glob("*.json")):
        try:
            matters.extend(read_matters(json.loads(path.read_text("utf-8")), str(path), only))
        except ValueError as error:
            raise BadCatalogue(f"{path}: {error}") from error
    twice = sorted({matter.slug for matter in matters if sum(other.slug == matter.slug for other in matters) > 1})
    if twice:
        raise BadCatalogue(f"{folder}: {', '.join(twice)} stands in it twice")
    return tuple(matters)
