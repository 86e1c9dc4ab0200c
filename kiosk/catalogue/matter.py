"""A matter (事项) as values: what its guide says, what its form asks, what it needs."""

from dataclasses import dataclass
from typing import Literal

from kiosk.forms.fields import Field, Text


@dataclass(frozen=True, slots=True)
class Material:
    """One material and how it is given at the terminal. `promise_days`: it may be brought later (容缺)."""

    name: Text
    how: Literal["card", "photo", "form", "generated"]
    required: bool
    promise_days: int | None = None


@dataclass(frozen=True, slots=True)
class AgeRule:
    """The applicant must be at least this old; `sentence` says so when she is not."""

    years: int
    sentence: Text


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter, whole. `devices` are port names that it cannot be done without."""

    slug: str
    version: str
    name: Text
    popular: Text
    kind: Text
    department: Text
    basis: tuple[Text, ...]
    conditions: tuple[Text, ...]
    steps: tuple[Text, ...]
    fee: Text
    limit_days: int | None
    instant: bool
    minutes: int | None
    materials: tuple[Material, ...]
    fields: tuple[Field, ...]
    declaration: Text
    consult: Text
    age: AgeRule | None
    devices: tuple[str, ...]
