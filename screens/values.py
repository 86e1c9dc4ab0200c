"""Small frozen values that every presenter uses: what can be touched, what stands at the foot, a notice, a row.

No Kivy here. An `Intent` carries the very event that the touch posts, so a presenter's test says what a button does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kiosk.session.events import BackPressed, BookingOpened, Event, NextPressed, TicketsOpened
from kiosk.session.snapshot import Row, Say, Shown
from kiosk.words import Words

Samples = Mapping[str, Shown]
Tone = Literal["info", "ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that can be touched: its words, its stable id, the event it posts. Without words it is not shown."""

    label: str = ""
    target: str = ""
    event: Event | None = None
    enabled: bool = True
    icon: str = ""


NOTHING = Intent()


@dataclass(frozen=True, slots=True)
class Footer:
    """The foot of a screen: the way back, the main button, and a sentence between them in place of the time left.

    `others`: further ways, which stand here where the screen lies and height is dear; upright the screen shows them.
    """

    back: Intent = NOTHING
    main: Intent = NOTHING
    hint: str = ""
    danger: bool = False
    others: tuple[Intent, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence on a coloured strip; an empty text is not shown."""

    text: str = ""
    tone: Tone = "info"
    icon: str = "info"


SILENT = Note()


@dataclass(frozen=True, slots=True)
class Line:
    """A label and a value side by side."""

    label: str
    value: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """A wide way to somewhere: its words and picture, what it is good for; or why it is closed now."""

    intent: Intent
    sentence: str = ""
    refused: str = ""
    strong: bool = False  # the one that most people want


@dataclass(frozen=True, slots=True)
class Point:
    """One sentence of several, with its number."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class How:
    """One of the pictures that show how something goes."""

    icon: str
    word: str
    sentence: str


def say(words: Words, sentence: Say | None) -> str:
    """The sentence in the visit's language; nothing for None."""
    return words(sentence.key, **dict(sentence.values)) if sentence is not None else ""


def warning(words: Words, sentence: Say | None, tone: Tone = "warn") -> Note:
    """A strip for a sentence that may be missing."""
    return Note(say(words, sentence), tone, "warn") if sentence is not None else SILENT


def back(words: Words, key: str = "button.back") -> Intent:
    """The way back."""
    return Intent(words(key), "back", BackPressed(), icon="back")


def main(words: Words, key: str, *, enabled: bool = True, event: Event | None = None) -> Intent:
    """The main button; it posts NextPressed where nothing else is said."""
    return Intent(words(key), "next", event or NextPressed(), enabled)


def to_tickets(words: Words, key: str = "button.ticket") -> Intent:
    """The way to a queue number."""
    return Intent(words(key), "tickets", TicketsOpened(), icon="ticket")


def to_booking(words: Words) -> Intent:
    """The way to a time at the window."""
    return Intent(words("button.booking"), "book", BookingOpened(), icon="calendar")


def points(sentences: tuple[str, ...]) -> tuple[Point, ...]:
    """Sentences with their numbers."""
    return tuple(Point(str(number), text) for number, text in enumerate(sentences, 1))


def lines(words: Words, rows: tuple[Row, ...]) -> tuple[Line, ...]:
    """Rows in the visit's language, the last of which has no rule under it."""
    return tuple(
        Line(_text(words, row.label), _text(words, row.value), number == len(rows) - 1)
        for number, row in enumerate(rows)
    )


def _text(words: Words, part: str | Say) -> str:
    return say(words, part) if isinstance(part, Say) else part


def day(words: Words, when: date) -> str:
    """A whole date: 2026年12月13日, 13 December 2026."""
    return words("date.whole", year=when.year, month=when.month, day=when.day, month_name=words(f"month.{when.month}"))


def short_day(words: Words, when: date) -> str:
    """A day without its year: 11月24日, 24 November."""
    return words("date.short", month=when.month, day=when.day, month_name=words(f"month.{when.month}"))


def day_and_weekday(words: Words, when: date) -> str:
    """The header's date: 11月22日 星期日, Sunday 22 November."""
    return words(
        "date.weekday",
        month=when.month,
        day=when.day,
        month_name=words(f"month.{when.month}"),
        weekday=words(f"weekday.{when.isoweekday()}"),
    )
