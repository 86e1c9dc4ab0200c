"""The fault matrix as data (matrix.toml): outcomes, steps, faults, and the outcome of each cell."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("matrix.toml")
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Word:
    """An outcome: the closed vocabulary of what a resident gets."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Step:
    """A column: one step of a visit, and the state of the session in which it is."""

    key: str
    state: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A row. `make` and `mend` are ops of benches; `card`, `code`: what she holds out instead of her own."""

    key: str
    device: str
    zh: str
    en: str
    all: str
    cells: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    why: str = ""
    make: tuple[Mapping[str, Any], ...] | None = None
    mend: tuple[Mapping[str, Any], ...] = ()
    card: Mapping[str, Any] | None = None
    code: Mapping[str, Any] | None = None

    def at(self, step: str) -> str:
        """The outcome that is declared."""
        if self.only and step not in self.only:
            return NEVER
        return self.cells.get(step, self.all)


@dataclass(frozen=True, slots=True)
class Grid:
    """All of it, checked by tests/faults/test_matrix.py."""

    outcomes: tuple[Word, ...]
    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]

    def cells(self) -> list[tuple[Step, Fault]]:
        """Every cell that can come to pass, step by step."""
        return [(step, fault) for step in self.steps for fault in self.faults if fault.at(step.key) != NEVER]


@cache
def grid() -> Grid:
    """As the file says."""
    raw = tomllib.loads(FILE.read_text("utf-8"))
    return Grid(
        tuple(Word(**row) for row in raw["outcome"]),
        tuple(Step(**row) for row in raw["step"]),
        tuple(Fault(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}) for row in raw["fault"]),
    )
