"""Small parts of matter data → values: texts in several languages, lists whose faults say where."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from kiosk.forms.fields import Text

Raw = Mapping[str, Any]
_Part = TypeVar("_Part")
_Enum = TypeVar("_Enum", bound=StrEnum)

FAULTS = (KeyError, TypeError, ValueError, AttributeError)  # what reading data of the wrong shape ends in


def each(parts: Iterable[Raw], name: str, read: Callable[[Raw], _Part]) -> tuple[_Part, ...]:
    """Every part of a list; a fault in one says which."""
    found = []
    for position, part in enumerate(parts):
        try:
            found.append(read(part))
        except FAULTS as error:
            key = part.get("key") if isinstance(part, Mapping) else None
            raise ValueError(f"{name}[{key or position}]: {said(error)}") from error
    return tuple(found)


def said(error: Exception) -> str:
    """A fault as a sentence for who keeps the data."""
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)


def enum(kind: type[_Enum], key: str, value: object) -> _Enum:
    """One of `kind`. Raises ValueError with all that it could be."""
    if value not in set(kind):
        raise ValueError(f"{key}: {value!r} is none of {', '.join(kind)}")
    return kind(str(value))


def text(raw: Raw, stem: str) -> Text:
    """`stem`_zh, which must be there, with `stem`_en and the others that are."""
    return Text(str(raw[f"{stem}_zh"]), others(raw, stem))


def maybe_text(raw: Raw, stem: str) -> Text:
    """As `text`; empty where the data says nothing."""
    return Text(str(raw.get(f"{stem}_zh") or ""), others(raw, stem))


def others(raw: Raw, stem: str) -> tuple[tuple[str, str], ...]:
    """What stands beside the Chinese."""
    return tuple(
        (language, str(raw[f"{stem}_{language}"])) for language in ("en", "bo", "ug") if raw.get(f"{stem}_{language}")
    )


def texts(raw: Raw, chinese: str, english: str) -> tuple[Text, ...]:
    """A list of sentences and the list of their translations."""
    translated: list[str] = raw.get(english, [])
    return tuple(
        Text(str(value), (("en", translated[i]),) if i < len(translated) else ())
        for i, value in enumerate(raw.get(chinese, ()))
    )
