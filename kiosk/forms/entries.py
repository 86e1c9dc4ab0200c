"""The entries of a group: answers `GROUP/INDEX/FIELD`, flat like all others. Indices begin at 0 and have no gaps.

What an ID number tells (date of birth, sex) is not asked where the group asks for the number too.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from kiosk.forms import check
from kiosk.forms.fields import Answers, Field, FieldKind

# What an ID number tells, by the keys that the matter data uses in groups. 男 where the 17th digit is odd (GB 11643).
_TOLD: Mapping[str, Callable[[str], str]] = {
    "birth_date": lambda number: number[6:14],
    "gender": lambda number: "男" if int(number[16]) % 2 else "女",
}


def key_of(group: Field, index: int, item: str) -> str:
    """The key of one answer in one entry."""
    return f"{group.key}/{index}/{item}"


def count(group: Field, answers: Answers) -> int:
    """How many entries have an answer, or stand before one that has."""
    return max((_place(group, key)[0] + 1 for key, value in answers.items() if value and _is_of(group, key)), default=0)


def fields_of(group: Field, index: int) -> tuple[Field, ...]:
    """The fields of one entry that can be asked, under the keys of their answers."""
    return tuple(
        replace(item, key=key_of(group, index, item.key)) for item in group.items if not _is_always_told(group, item)
    )


def is_told(group: Field, index: int, field: Field, answers: Answers) -> bool:
    """Whether the entry's ID number tells this field already."""
    number = _number(group)
    return (
        number is not None
        and field.key.rpartition("/")[2] in _TOLD
        and bool(answers.get(key_of(group, index, number.key)))
    )


def asked(group: Field, index: int, answers: Answers) -> tuple[Field, ...]:
    """The fields that the resident fills in for this entry, as her answers so far make them."""
    return tuple(field for field in fields_of(group, index) if not is_told(group, index, field, answers))


def fault(group: Field, index: int, field: Field, answers: Answers) -> str | None:
    """Why an entry's answer cannot stand, as `check.fault`; nor can one person stand in the list twice."""
    value = answers.get(field.key, "")
    found = check.fault(field, value)
    if found is not None or not value or field.kind is not FieldKind.ID_NUMBER:
        return found
    item = field.key.rpartition("/")[2]
    others = (answers.get(key_of(group, other, item)) for other in range(count(group, answers)) if other != index)
    return "check.group.twice" if value in others else None


def is_whole(group: Field, index: int, answers: Answers) -> bool:
    """Whether nothing is missing or wrong in this entry."""
    return not any(fault(group, index, field, answers) for field in asked(group, index, answers))


def without(group: Field, index: int, answers: Answers) -> dict[str, str]:
    """The answers with this entry gone; those behind it move up."""
    left = {}
    for key, value in answers.items():
        place = _place(group, key) if _is_of(group, key) else (-1, "")
        if place[0] == index:
            continue
        moved = place[0] > index
        left[key_of(group, place[0] - 1, place[1]) if moved else key] = value
    return left


def tidied(group: Field, answers: Answers) -> dict[str, str]:
    """The answers without entries in which nothing stands, with what each entry's number tells filled in."""
    kept = dict(answers)
    for index in reversed(range(count(group, answers))):
        if not any(kept.get(field.key) for field in fields_of(group, index)):
            kept = without(group, index, kept)
    end = count(group, kept)
    kept = {key: value for key, value in kept.items() if not _is_of(group, key) or _place(group, key)[0] < end}
    for index in range(end):
        kept = _told(group, index, kept)
    return kept


def untold(group: Field, index: int, answers: Answers) -> dict[str, str]:
    """The answers without what an ID number told of this entry: another number is being typed."""
    gone = {key_of(group, index, key) for key in _TOLD} if _number(group) is not None else set()
    return {key: value for key, value in answers.items() if key not in gone}


def _told(group: Field, index: int, answers: Answers) -> dict[str, str]:
    kept, number = dict(answers), _number(group)
    if number is None:
        return kept
    value = kept.get(key_of(group, index, number.key), "")
    for item in group.items:
        if item.key in _TOLD and value:
            kept.pop(key_of(group, index, item.key), None)
            if check.is_id_number(value):
                kept[key_of(group, index, item.key)] = _TOLD[item.key](value)
    return kept


def _number(group: Field) -> Field | None:
    return next((item for item in group.items if item.kind is FieldKind.ID_NUMBER), None)


def _is_always_told(group: Field, item: Field) -> bool:
    number = _number(group)
    return number is not None and number.required and item.key in _TOLD


def _is_of(group: Field, key: str) -> bool:
    parts = key.split("/")
    return len(parts) == 3 and parts[0] == group.key and parts[1].isdecimal()


def _place(group: Field, key: str) -> tuple[int, str]:
    _, index, item = key.split("/")
    return int(index), item
