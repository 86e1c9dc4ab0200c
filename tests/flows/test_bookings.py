"""A half day at the window: one booking whatever the line does, written down before it is printed."""

from typing import Any

import pytest

from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from tests.flows.terminal import Terminal, eventually

MATTER = "elderly_allowance"


def _opened(terminal: Terminal) -> None:
    terminal.chooses(MATTER)
    terminal.until(lambda shown: shown.shown.bookings)
    terminal.touch(e.BookingOpened())


def _free(terminal: Terminal) -> Any:
    """A half day with room, not today's."""
    slots = terminal.until(lambda shown: getattr(shown.shown, "slots", None) and not shown.shown.busy).shown.slots
    return max(slots[2:], key=lambda slot: slot.left)


def _booked(terminal: Terminal) -> list[tuple[Any, ...]]:
    """What the hall has booked since the test began."""
    return terminal.in_hall("SELECT number, day FROM booking WHERE made_at >= ? ORDER BY made_at", _began(terminal))


def _began(terminal: Terminal) -> str:
    row = terminal.stored("SELECT min(at_utc) FROM journal")[0][0]
    return str(row).replace("Z", "+00:00")


@pytest.fixture
def choosing(terminal: Terminal) -> Terminal:
    _opened(terminal)
    _free(terminal)
    return terminal


def test_a_booking_lies_in_the_store_with_its_paper_and_the_paper_tells_when_and_where(choosing: Terminal) -> None:
    slot = _free(choosing)
    choosing.touch(e.SlotChosen(slot.day, slot.half))
    made = choosing.sees(s.BookedShown).made
    choosing.until(lambda shown: shown.shown.slip == "printed")
    assert choosing.stored("SELECT number, day, half FROM booking") == [
        (made.number, slot.day.isoformat(), slot.half.value)
    ]
    assert choosing.stored("SELECT kind, state FROM print") == [("booking", "confirmed")]
    (paper,) = choosing.papers
    text = "".join("".join(paper["lines"]).split())
    for wanted in (made.number, f"{slot.day.year}年{slot.day.month}月{slot.day.day}日", "4号窗口", "身份证"):
        assert wanted in text
    assert paper["codes"] == [f"KB1/{slot.day.isoformat()}/{made.number}"]


def test_an_answer_that_got_lost_is_asked_for_again_and_is_the_same_booking(choosing: Terminal) -> None:
    slot = _free(choosing)
    choosing.bench.hall.ask("mode", mode="lost_answer")
    choosing.touch(e.SlotChosen(slot.day, slot.half))
    (row,) = eventually(lambda: _booked(choosing))
    choosing.bench.hall.ask("mode", mode="ok")
    assert choosing.sees(s.BookedShown).made.number == row[0]
    choosing.until(lambda shown: shown.shown.slip == "printed")
    assert _booked(choosing) == [row] and len(choosing.papers) == 1


def test_after_an_unclear_end_another_half_day_is_no_second_booking(choosing: Terminal) -> None:
    slot = _free(choosing)
    choosing.bench.hall.ask("mode", mode="lost_answer")
    choosing.touch(e.SlotChosen(slot.day, slot.half))
    choosing.until(lambda shown: getattr(shown.shown, "trouble", None) and not shown.shown.busy)
    choosing.bench.hall.ask("mode", mode="ok")
    choosing.touch(e.BackPressed())
    choosing.sees(s.GuideShown)
    choosing.touch(e.BookingOpened())
    slots = choosing.until(lambda shown: getattr(shown.shown, "slots", None) and not shown.shown.busy).shown.slots
    other = next(each for each in slots if each.left and (each.day, each.half) != (slot.day, slot.half))
    choosing.touch(e.SlotChosen(other.day, other.half))
    made = choosing.sees(s.BookedShown).made
    assert (made.day, made.half) == (slot.day, slot.half)  # what the hall holds, and no other is claimed
    assert _booked(choosing) == [(made.number, slot.day.isoformat())]


def test_without_the_hall_it_is_said_that_no_time_can_be_seen(terminal: Terminal) -> None:
    terminal.chooses(MATTER)
    terminal.until(lambda shown: shown.shown.bookings)
    terminal.bench.hall.ask("unplug")
    terminal.touch(e.BookingOpened())
    shown = terminal.until(lambda shown: getattr(shown.shown, "trouble", None)).shown
    assert (shown.slots, shown.trouble) == (None, Say("booking.unreachable"))


def test_without_paper_the_booking_stands_and_the_number_is_on_the_screen(choosing: Terminal) -> None:
    choosing.bench.printer.ask("paper", state="out")
    slot = _free(choosing)
    choosing.touch(e.SlotChosen(slot.day, slot.half))
    made = choosing.sees(s.BookedShown).made
    choosing.until(lambda shown: shown.shown.slip == "not_printed")
    assert [row[0] for row in _booked(choosing)] == [made.number]
    assert choosing.stored("SELECT state FROM print") == [("nothing",)]
