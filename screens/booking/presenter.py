"""The half days that can be booked, as values. No Kivy."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kiosk.session.events import SlotChosen
from kiosk.session.snapshot import BookingShown, Frame, Slot
from kiosk.words import Words
from screens.values import (
    SILENT,
    Door,
    Footer,
    Intent,
    Note,
    back,
    short_day,
    to_tickets,
    warning,
)

_COLUMNS = 5  # days beside each other where the screen lies


@dataclass(frozen=True, slots=True)
class SlotView:
    """One half day: its word, its hours, how many more can come."""

    intent: Intent
    hours: str
    left: str


@dataclass(frozen=True, slots=True)
class DayView:
    """One day with its half days."""

    weekday: str
    day: str
    slots: tuple[SlotView, ...]


@dataclass(frozen=True, slots=True)
class BookingView:
    """What the screen shows: the half days by day; or why there are none, and the other way."""

    title: str
    subtitle: str
    note: Note
    days: tuple[DayView, ...]
    columns: int
    empty: str
    doors: tuple[Door, ...]
    others_title: str
    others: tuple[Intent, ...]
    more: str
    footer: Footer


def present(shown: BookingShown, frame: Frame, words: Words) -> BookingView:
    days = _days(shown, frame, words)
    note = _note(shown, words)
    stands = any(slot.left for slot in shown.slots or ())
    ticket = to_tickets(words)
    door = shown.tickets and not days and not shown.busy
    others = (ticket,) if shown.tickets and not door else ()
    return BookingView(
        title=words("booking.title"),
        subtitle=_subtitle(shown, stands, bool(note.text), words),
        note=note,
        days=days,
        columns=min(_COLUMNS, max(1, len(days))),
        empty=_empty(shown, words),
        doors=(Door(ticket, words("identity.ticket.sentence"), strong=True),) if door else (),
        others_title=words("booking.others") if others else "",
        others=others,
        more=words("button.more"),
        footer=Footer(back(words), others=others),
    )


def _subtitle(shown: BookingShown, stands: bool, noted: bool, words: Words) -> str:
    if noted:
        return ""
    return words("booking.subtitle", matter=shown.matter) if stands else shown.matter


def _note(shown: BookingShown, words: Words) -> Note:
    if shown.slots is None:
        return SILENT  # it is said large
    if shown.busy:
        return Note(words("booking.busy.booking" if shown.slots else "booking.busy.asking"), "info", "clock")
    if shown.trouble is None and shown.slots and not any(slot.left for slot in shown.slots):
        return Note(words("booking.none"), "warn", "calendar")
    return warning(words, shown.trouble)


def _empty(shown: BookingShown, words: Words) -> str:
    """The sentence in place of the tiles."""
    if shown.slots is None and shown.busy:
        return words("booking.busy.asking")
    if shown.slots or shown.busy:
        return ""
    if shown.slots is None:
        return words(shown.trouble.key if shown.trouble else "booking.unreachable")
    return words("booking.none")


def _days(shown: BookingShown, frame: Frame, words: Words) -> tuple[DayView, ...]:
    slots = sorted(shown.slots or (), key=lambda slot: (slot.day, slot.begins))
    return tuple(
        DayView(
            weekday=_weekday(day, frame.wall.date(), words),
            day=short_day(words, day),
            slots=tuple(_slot(slot, shown.busy, words) for slot in of_day),
        )
        for day, of_day in groupby(slots, key=lambda slot: slot.day)
    )


def _weekday(day: date, today: date, words: Words) -> str:
    name = words(f"weekday.{day.isoweekday()}")
    near = {0: "booking.today", 1: "booking.tomorrow"}.get((day - today).days)
    return words("booking.near", weekday=name, near=words(near)) if near else name


def _slot(slot: Slot, busy: bool, words: Words) -> SlotView:
    return SlotView(
        intent=Intent(
            words(f"booking.half.{slot.half.value}"),
            f"slot:{slot.day.isoformat()}:{slot.half.value}",
            SlotChosen(slot.day, slot.half),
            slot.left > 0 and not busy,
        ),
        hours=f"{slot.begins:%H:%M}–{slot.ends:%H:%M}",
        left=words("booking.left", left=slot.left) if slot.left else words("booking.full"),
    )
