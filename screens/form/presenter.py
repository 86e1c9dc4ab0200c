"""One page of the form as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import FieldFocused, ValueEntered
from kiosk.session.snapshot import Choice, FieldShown, FormShown, Frame
from kiosk.words import Words
from screens.values import Footer, Intent, Line, back, lines, main, say

_MOBILE = 11
_ID_NUMBER = 18
_TYPED = ("digits", "text")


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: its words, what stands in it, what is wrong with it."""

    key: str
    label: str
    value: str
    empty: str
    caret: str
    focused: bool
    trouble: str
    hint: str
    intent: Intent


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `chosen` is painted."""

    intent: Intent
    chosen: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """How the focused field is filled: kind is digits, text, choice, region or nothing."""

    kind: str = ""
    key: str = ""
    value: str = ""
    max_length: int = 0
    letter_x: bool = False
    options: tuple[Option, ...] = ()
    trail: tuple[Intent, ...] = ()
    suggestions: tuple[Intent, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class FormView:
    """What the screen shows: the fields of one page and how the one in focus is filled."""

    title: str
    page: str
    rows: tuple[Line, ...]
    rows_note: str
    fields: tuple[FieldView, ...]
    entry: Entry
    near: bool  # what is chosen stands right under the fields; keys stay at the foot
    more: str
    clear: str
    pinyin: str
    space: str
    footer: Footer


def present(shown: FormShown, frame: Frame, words: Words) -> FormView:
    focused = next((field for field in shown.fields if field.focused), None)
    return FormView(
        title=words("form.title") if shown.page == 0 and shown.rows else words("form.fill"),
        page=words("form.page", page=shown.page + 1, pages=shown.pages) if shown.pages > 1 else "",
        rows=lines(words, shown.rows),
        rows_note=words("form.from-card") if shown.rows else "",
        fields=tuple(_field(field, words) for field in shown.fields),
        entry=_entry(focused, words) if focused else Entry(),
        near=focused is not None and focused.input not in _TYPED,
        more=words("button.more"),
        clear=words("key.clear"),
        pinyin=words("key.pinyin"),
        space=words("key.space"),
        footer=Footer(back(words), main(words, "button.next")),
    )


def _field(field: FieldShown, words: Words) -> FieldView:
    label = field.label if field.required else words("form.optional", label=field.label)
    return FieldView(
        key=field.key,
        label=label,
        value=_shown_value(field),
        empty=words(f"form.empty.{field.input}"),
        caret="|" if field.focused and field.input in _TYPED else "",
        focused=field.focused,
        trouble=say(words, field.trouble),
        hint=field.hint,
        intent=Intent(label, f"field:{field.key}", FieldFocused(field.key)),
    )


def _shown_value(field: FieldShown) -> str:
    if field.input == "choice":
        return next((choice.label for choice in field.choices if choice.value == field.value), "")
    if field.input == "region":
        return " ".join(field.trail)
    if field.input == "digits":
        return grouped(field.value, field.max_length)
    return field.value


def grouped(digits: str, max_length: int) -> str:
    """Digits in groups that can be compared: 138 0013 8000; other long numbers in fours."""
    if max_length == _MOBILE:
        return " ".join(filter(None, (digits[:3], digits[3:7], digits[7:])))
    if max_length <= 8:
        return digits
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _entry(field: FieldShown, words: Words) -> Entry:
    return Entry(
        kind=field.input,
        key=field.key,
        value=field.value,
        max_length=field.max_length,
        letter_x=field.max_length == _ID_NUMBER,
        options=_options(field),
        trail=_trail(field, words) if field.input == "region" else (),
        suggestions=tuple(
            Intent(choice.label, f"suggestion:{field.key}:{number}", ValueEntered(field.key, choice.value))
            for number, choice in enumerate(field.suggestions)
        ),
        title=words(f"form.entry.{field.input}"),
    )


def _options(field: FieldShown) -> tuple[Option, ...]:
    def value(choice: Choice) -> str:
        return "/".join(filter(None, (field.value, choice.value))) if field.input == "region" else choice.value

    return tuple(
        Option(
            Intent(choice.label, f"{field.input}:{field.key}:{number}", ValueEntered(field.key, value(choice))),
            field.input == "choice" and choice.value == field.value,
        )
        for number, choice in enumerate(field.choices)
    )


def _trail(field: FieldShown, words: Words) -> tuple[Intent, ...]:
    """The names chosen so far; touching one chooses anew from there."""
    codes = field.value.split("/") if field.value else []
    steps = [
        Intent(name, f"trail:{field.key}:{level}", ValueEntered(field.key, "/".join(codes[:level])))
        for level, name in enumerate(field.trail)
    ]
    return tuple(steps) or (Intent(words("form.region.start"), "", None, enabled=False),)
