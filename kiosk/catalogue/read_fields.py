"""The fields of a matter's form: data → `Field`. A fault names the field; what the engine cannot do is refused here."""

from collections.abc import Mapping
from typing import get_args

from kiosk.catalogue.items import KNOWN_ITEMS
from kiosk.catalogue.raw import Raw, each, enum, maybe_text, text
from kiosk.forms import conditions
from kiosk.forms.fields import NO, YES, Field, FieldKind, Option, Prefill, Text
from kiosk.forms.prefill import FROM_SYSTEM

# As long as such a value can be, where the data does not say.
_LENGTHS: Mapping[FieldKind, int] = {
    FieldKind.MOBILE: 11,
    FieldKind.ID_NUMBER: 18,
    FieldKind.BANK_CARD: 19,
    FieldKind.DATE: 8,
    FieldKind.NUMBER: 9,
}
_MOST_ENTRIES = 12  # of a group: bounds what a visit can hold
_NOT_IN_GROUPS = (FieldKind.GROUP, FieldKind.SIGNATURE, FieldKind.CHECKBOX)


def read_fields(raws: list[Raw]) -> tuple[Field, ...]:
    """All fields of a form. Raises ValueError, KeyError, TypeError."""
    fields = each(raws, "form_fields", _field)
    known = {field.key: field for field in fields}
    for field in fields:
        trouble = _condition_trouble(field, known)
        if trouble:
            raise ValueError(f"form_fields[{field.key}]: show_if: {trouble}")
    return fields


def _field(raw: Raw) -> Field:
    kind = enum(FieldKind, "type", raw["type"])
    default = raw.get("default")
    show_if = raw.get("show_if")
    return Field(
        key=_key(raw),
        label=text(raw, "label"),
        kind=kind,
        required=bool(raw.get("required")),
        prefill=_prefill(raw),
        options=_options(raw, kind),
        options_ref=raw.get("options_ref"),
        show_if=_condition(show_if) if show_if else None,
        default=(YES if default else NO) if isinstance(default, bool) else default,
        max_length=int(raw.get("max_length", _LENGTHS.get(kind, 100))),
        help=maybe_text(raw, "help"),
        asked=bool(raw.get("asked", True)),
        items=each(raw["item_fields"], "item_fields", _item) if kind is FieldKind.GROUP else (),
        max_entries=_bounded(raw, "max_entries", _MOST_ENTRIES, _MOST_ENTRIES),
        entry=maybe_text(raw, "entry"),
        from_month=_bounded(raw, "from_month", 10, 12),
    )


def _key(raw: Raw) -> str:
    """A slash in a key would make it look like an entry's answer."""
    key = str(raw["key"])
    if not key or "/" in key:
        raise ValueError(f"key: {key!r} is no key")
    return key


def _prefill(raw: Raw) -> Prefill:
    prefill = raw.get("prefill", "user")
    if prefill not in get_args(Prefill):
        raise ValueError(f"prefill: {prefill!r} is none of {', '.join(get_args(Prefill))}")
    if prefill == "system" and raw["key"] not in FROM_SYSTEM:
        raise ValueError(f"prefill: the system gives {', '.join(FROM_SYSTEM)}, and no {raw['key']}")
    return prefill  # type: ignore[no-any-return]  # looked up above


def _item(raw: Raw | str) -> Field:
    """One field of a group: a known key, a whole field, or what of a known one is to be different."""
    if isinstance(raw, str):
        if raw not in KNOWN_ITEMS:
            raise ValueError(f"{raw!r} is none of {', '.join(KNOWN_ITEMS)}; give the field whole")
        raw = {"key": raw}
    item = _field({**KNOWN_ITEMS.get(str(raw["key"]), {}), **raw})
    if item.kind in _NOT_IN_GROUPS:
        raise ValueError(f"type: {item.kind.value!r} cannot stand in a group")
    if item.show_if is not None or item.prefill != "user":
        raise ValueError("show_if and prefill are not for fields of groups")
    return item


def _condition(show_if: object) -> conditions.Condition:
    try:
        return conditions.read(str(show_if))
    except ValueError as error:
        raise ValueError(f"show_if: {error}") from error


def _condition_trouble(field: Field, known: Mapping[str, Field]) -> str:
    """Why a condition can never hold: it asks for a field or an option that is not there."""
    condition = field.show_if
    if condition is None:
        return ""
    other = known.get(condition.key)
    if other is None or other is field or other.kind is FieldKind.GROUP:
        return f"{condition.key!r} is no other field with one answer"
    values = [option.value for option in other.options]
    return f"{condition.value!r} is none of {', '.join(values)}" if values and condition.value not in values else ""


def _bounded(raw: Raw, key: str, default: int, most: int) -> int:
    number = int(raw.get(key, default))
    if not 1 <= number <= most:
        raise ValueError(f"{key}: {number} is not in 1 to {most}")
    return number


def _options(raw: Raw, kind: FieldKind) -> tuple[Option, ...]:
    if kind is FieldKind.BOOL:
        return (Option(YES, Text("是", (("en", "Yes"),))), Option(NO, Text("否", (("en", "No"),))))
    english: list[str] = raw.get("options_en", [])
    bands: list[int] = raw.get("bands", [])
    return tuple(
        Option(
            str(value),
            Text(str(value), (("en", english[i]),) if i < len(english) else ()),
            bands[i] if i < len(bands) else None,
        )
        for i, value in enumerate(raw.get("options", ()))
    )
