"""One page of the form as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import EntryAdded, EntryOpened, EntryRemoved, FieldFocused, ValueEntered
from kiosk.session.snapshot import Choice, FieldShown, FormShown, Frame
from kiosk.words import Words
from screens.values import NOTHING, SILENT, Footer, Intent, Line, Note, back, lines, main, say, warning

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
class GroupRow:
    """One entry of a group: its place in the list, a masked line, what a touch on it is good for."""

    number: str
    line: str
    note: str
    whole: bool
    open: Intent
    remove: Intent


@dataclass(frozen=True, slots=True)
class Group:
    """The list of a group's entries, and how one more is added. It has a page of its own."""

    hint: str = ""
    trouble: Note = SILENT
    rows: tuple[GroupRow, ...] = ()
    empty: str = ""
    add: Intent = NOTHING
    full: str = ""


@dataclass(frozen=True, slots=True)
class FormView:
    """What the screen shows: the fields of one page and how the one in focus is filled, or the list of a group."""

    title: str
    page: str
    rows: tuple[Line, ...]
    rows_note: str
    fields: tuple[FieldView, ...]
    entry: Entry
    group: Group
    near: bool  # what is chosen stands right under the fields; keys stay at the foot
    more: str
    clear: str
    pinyin: str
    space: str
    footer: Footer


def present(shown: FormShown, frame: Frame, words: Words) -> FormView:
    group = next((field for field in shown.fields if field.input == "group"), None)
    focused = next((field for field in shown.fields if field.focused), None) if group is None else None
    return FormView(
        title=_title(shown, group, words),
        page=words("form.page", page=shown.page + 1, pages=shown.pages) if shown.pages > 1 else "",
        rows=lines(words, shown.rows),
        rows_note=words("form.from-card") if shown.rows else "",
        fields=tuple(_field(field, words) for field in shown.fields if field is not group),
        entry=_entry(focused, words) if focused else Entry(),
        group=_group(group, words) if group else Group(),
        near=group is not None or (focused is not None and focused.input not in _TYPED),
        more=words("button.more"),
        clear=words("key.clear"),
        pinyin=words("key.pinyin"),
        space=words("key.space"),
        footer=Footer(back(words), main(words, "button.next")),
    )


def _title(shown: FormShown, group: FieldShown | None, words: Words) -> str:
    if shown.entry is not None:
        return say(words, shown.entry)
    if group is not None:
        return _label(group, words)
    return words("form.title") if shown.page == 0 and shown.rows else words("form.fill")


def _label(field: FieldShown, words: Words) -> str:
    return field.label if field.required else words("form.optional", label=field.label)


def _group(field: FieldShown, words: Words) -> Group:
    add = words("form.group.add", entry=field.entry) if field.entry else words("form.group.add-one")
    return Group(
        hint=field.hint,
        trouble=warning(words, field.trouble, "bad"),
        rows=tuple(_group_row(field, index, words) for index in range(len(field.entries))),
        empty="" if field.entries else words("form.empty.group"),
        add=Intent(add, f"add:{field.key}", EntryAdded(field.key), not field.full, "plus"),
        full=words("form.group.full", most=len(field.entries)) if field.full else "",
    )


def _group_row(field: FieldShown, index: int, words: Words) -> GroupRow:
    entry = field.entries[index]
    note = words("form.group.change" if entry.whole else "form.group.open")
    return GroupRow(
        number=str(index + 1),
        line=entry.line,
        note=note,
        whole=entry.whole,
        open=Intent(note, f"open:{field.key}:{index}", EntryOpened(field.key, index)),
        remove=Intent(words("form.group.remove"), f"remove:{field.key}:{index}", EntryRemoved(field.key, index)),
    )


def _field(field: FieldShown, words: Words) -> FieldView:
    label = _label(field, words)
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
