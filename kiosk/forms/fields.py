"""A form's fields as data, and which of them a resident is asked."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kiosk.forms.conditions import NO, YES, Answers, Condition

__all__ = [
    "NO", "YES", "Answers", "Field", "FieldKind", "Option", "Prefill", "Text",
    "asked", "belongs", "pages", "reviewed", "shown", "standing",
]  # fmt: skip

Prefill = Literal["id_card", "computed", "system", "backend", "user"]


class FieldKind(StrEnum):
    """The field types of the matter data."""

    TEXT = "text"
    NUMBER = "number"
    ID_NUMBER = "id_no"
    SELECT = "select"
    DATE = "date"
    MOBILE = "mobile"
    ADDRESS = "address"
    REGION = "region_cascade"
    BANK_CARD = "bank_card"
    BOOL = "bool"
    GROUP = "repeat_group"
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
    """One field. `prefill` says who fills it: the card, a computation, the terminal itself (system), the office's data
    (backend: nobody answers yet, so the resident is asked) or the resident (user).

    A group (`items`) is answered as often as the resident has somebody to name, at most `max_entries` times; `entry` is
    what one is called.
    """

    key: str
    label: Text
    kind: FieldKind
    required: bool
    prefill: Prefill
    options: tuple[Option, ...] = ()
    options_ref: str | None = None
    show_if: Condition | None = None
    default: str | None = None
    max_length: int = 100
    help: Text = Text("")
    asked: bool = True  # False: the data knows the field, this terminal does not ask it
    items: "tuple[Field, ...]" = ()
    max_entries: int = 12
    entry: Text = Text("")
    from_month: int = 10  # of a year that the system gives: the month from which on it is the coming year


# Filled on a screen of their own (the pad, the review), not in the form.
_ELSEWHERE = (FieldKind.SIGNATURE, FieldKind.CHECKBOX)
_ASKED = ("user", "backend")


def shown(field: Field, answers: Answers) -> bool:
    """Whether a field belongs to this case: its condition holds."""
    return field.show_if is None or field.show_if.holds(answers)


def belongs(key: str, field: Field) -> bool:
    """Whether the answer `key` is this field's, or one of its entries'."""
    return key == field.key or key.startswith(f"{field.key}/")


def standing(fields: tuple[Field, ...], answers: Answers) -> dict[str, str]:
    """The answers that stand: none of a field whose condition does not hold, nor of what hung on it in turn."""
    kept = dict(answers)
    while True:
        hidden = [field for field in fields if not shown(field, kept)]
        gone = [key for key in kept if any(belongs(key, field) for field in hidden)]
        if not gone:
            return kept
        for key in gone:
            del kept[key]


def asked(fields: tuple[Field, ...], answers: Answers) -> tuple[Field, ...]:
    """The fields that the resident fills in, in order."""
    kept = standing(fields, answers)
    return tuple(f for f in fields if _is_for_resident(f) and shown(f, kept))


def reviewed(fields: tuple[Field, ...], answers: Answers) -> tuple[Field, ...]:
    """What the resident looks at once more: what she filled in, and what the terminal filled in for her."""
    kept = standing(fields, answers)
    return tuple(
        f
        for f in fields
        if (_is_for_resident(f) or f.prefill == "system") and f.kind not in _ELSEWHERE and shown(f, kept)
    )


def pages(fields: tuple[Field, ...], size: int) -> tuple[tuple[Field, ...], ...]:
    """The asked fields in pages of at most `size`, none nearly empty where another has room; a group stands alone."""
    result: list[tuple[Field, ...]] = []
    run: tuple[Field, ...] = ()
    for field in fields:
        if field.kind is FieldKind.GROUP:
            result += [*_even(run, size), (field,)]
            run = ()
        else:
            run = (*run, field)
    return (*result, *_even(run, size)) or ((),)


def _even(fields: tuple[Field, ...], size: int) -> list[tuple[Field, ...]]:
    count = -(-len(fields) // size)
    result, start = [], 0
    for number in range(count):
        end = start + len(fields) // count + (1 if number < len(fields) % count else 0)
        result.append(fields[start:end])
        start = end
    return result


def _is_for_resident(field: Field) -> bool:
    return field.asked and field.prefill in _ASKED and field.kind not in _ELSEWHERE
