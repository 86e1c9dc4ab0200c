"""A form's fields as data, and which of them a resident is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class FieldKind(StrEnum):
    """The field types of the matter data."""

    TEXT = "text"
    ID_NUMBER = "id_no"
    SELECT = "select"
    DATE = "date"
    MOBILE = "mobile"
    ADDRESS = "address"
    REGION = "region_cascade"
    BANK_CARD = "bank_card"
    BOOL = "bool"
    CHECKBOX = "checkbox"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of the data in several languages; Chinese stands in for what is missing."""

    zh: str
    others: tuple[tuple[str, str], ...] = ()

    def in_(self, language: str) -> str:
        return dict(self.others).get(language, self.zh)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a select offers. `at_least` is the age in years from which a computed age band holds."""

    value: str
    label: Text
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `prefill` says who fills it: the card, a computation or the resident (user)."""

    key: str
    label: Text
    kind: FieldKind
    required: bool
    prefill: Literal["id_card", "computed", "user"]
    options: tuple[Option, ...] = ()
    options_ref: str | None = None
    show_if: str | None = None
    default: str | None = None
    max_length: int = 100
    help: Text = Text("")
    asked: bool = True  # False: the data knows the field, this terminal does not ask it


Answers = Mapping[str, str]
YES, NO = "yes", "no"

# Filled on a screen of their own (the pad, the review), not in the form.
_ELSEWHERE = (FieldKind.SIGNATURE, FieldKind.CHECKBOX)


def shown(field: Field, answers: Answers) -> bool:
    """Whether a field belongs to this case: its condition holds."""
    return field.show_if is None or answers.get(field.show_if) == YES


def asked(fields: tuple[Field, ...], answers: Answers) -> tuple[Field, ...]:
    """The fields that the resident fills in, in order."""
    return tuple(
        f for f in fields if f.asked and f.prefill == "user" and f.kind not in _ELSEWHERE and shown(f, answers)
    )


def pages(fields: tuple[Field, ...], size: int) -> tuple[tuple[Field, ...], ...]:
    """The asked fields in pages of at most `size`, none nearly empty where another has room."""
    count = max(1, -(-len(fields) // size))
    even, more = divmod(len(fields), count)
    result, start = [], 0
    for number in range(count):
        end = start + even + (1 if number < more else 0)
        result.append(fields[start:end])
        start = end
    return tuple(result)
