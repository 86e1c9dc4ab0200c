"""One id for one booking, however often it is asked for."""

from dataclasses import replace
from datetime import date, time

import pytest

from kiosk.contract.bookings import BookingMade, Half
from kiosk.runtime.booking import UNCLEAR, Bookings
from kiosk.session.commands import Book
from kiosk.session.events import BookingRefused, BookingTaken

MONDAY = Book("allowance", "高龄津贴", date(2026, 11, 23), Half.MORNING, "zh_CN")
TUESDAY = Book("allowance", "高龄津贴", date(2026, 11, 24), Half.AFTERNOON, "zh_CN")
MADE = BookingMade(booking_id="1", number="Y0001", day=MONDAY.day, half=MONDAY.half, begins=time(8), ends=time(11))


def test_after_an_unclear_end_the_next_try_has_the_same_id_also_for_another_half_day() -> None:
    visit = Bookings()
    first = visit.ask(MONDAY)
    visit.hear(BookingRefused(UNCLEAR, "allowance"))
    again = visit.ask(TUESDAY)
    assert again.booking_id == first.booking_id
    assert (again.day, again.half, again.name, again.language) == (TUESDAY.day, TUESDAY.half, "高龄津贴", "zh_CN")


@pytest.mark.parametrize("event", [BookingTaken(MADE, "allowance"), BookingRefused("booking.gone", "allowance")])
def test_a_clear_word_ends_the_id(event: BookingTaken | BookingRefused) -> None:
    visit = Bookings()
    first = visit.ask(MONDAY)
    visit.hear(event)
    assert visit.ask(MONDAY).booking_id != first.booking_id


def test_another_matter_has_another_id_and_the_first_keeps_its_own() -> None:
    visit = Bookings()
    first, other = visit.ask(MONDAY), visit.ask(replace(MONDAY, matter="insurance"))
    visit.hear(BookingRefused("booking.gone", "insurance"))
    assert other.booking_id != first.booking_id == visit.ask(TUESDAY).booking_id
