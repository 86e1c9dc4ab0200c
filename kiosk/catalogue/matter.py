"""A matter (事项) as values: what its guide says, what its form asks, what it needs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kiosk.forms.fields import Field, Text
from kiosk.ports.id_reader import CardKind


class PersonProof(StrEnum):
    """How a person may show who she is; a matter names the ways of which any one is enough."""

    NONE = "none"  # the matter asks nobody who he is
    CARD = "card"  # the card on the reader
    CODE = "code"  # a code of the phone that the backend vouches for
    COMPARED = "compared"  # the card, and somebody who compares it with the person


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
    """One matter, whole. Any one of `proofs` is enough; `cards` are the kinds of card that it takes.

    `result` is what the office gives out in the end, which holds for `result_months`. An `instant` matter (即办件) is
    decided at once, and then always has one.
    """

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
    result: Text
    proofs: tuple[PersonProof, ...] = (PersonProof.CARD,)
    cards: tuple[CardKind, ...] = (CardKind.RESIDENT,)
    result_months: int | None = None
