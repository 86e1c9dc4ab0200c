"""Booking half days over bad wires: never two bookings for one id."""

import sqlite3
from contextlib import closing
from uuid import uuid4

import pytest

from kiosk.backend.submission import Refused
from kiosk.errors import (
    BackendBusy,
    BackendElsewhere,
    BackendError,
    BackendNonsense,
    BackendUnauthorized,
    BackendUnreachable,
)
from kiosk.hall.bookings import MOST_AN_HOUR

MATTER = "elderly_allowance"


@pytest.fixture(autouse=True)
def an_hour_later(hall):
    """What the tests before booked at this terminal was more than an hour ago."""
    with closing(sqlite3.connect(hall.state_folder / "hall.db", timeout=10.0)) as database, database:
        database.execute("UPDATE booking SET made_at = '2026-01-01T00:00:00+00:00'")


@pytest.fixture
def slot(backend):
    """One far enough away not to begin while a test runs, and with room."""
    return max(backend.slots(MATTER)[2:], key=lambda each: each.left)


def left(backend, slot):
    return next(s.left for s in backend.slots(MATTER) if (s.day, s.half) == (slot.day, slot.half))


def book(backend, slot, booking_id=None):
    return backend.book(booking_id or str(uuid4()), MATTER, slot.day, slot.half)


def test_a_booked_half_day_has_a_number_hours_and_windows_and_one_place_less(backend, slot):
    made = book(backend, slot)
    assert (made.day, made.half, made.begins, made.windows) == (slot.day, slot.half, slot.begins, "4")
    assert made.number.startswith("Y000")
    assert left(backend, slot) == slot.left - 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [("half an answer", BackendUnreachable), ("a reset", BackendUnreachable), ("silence", BackendUnreachable),
     ("a drip", BackendUnreachable), ("500", BackendBusy), ("an empty 200", BackendNonsense), ("[]", BackendNonsense),
     ("a captive portal's page", BackendElsewhere), ("an unsigned 422", BackendNonsense), ("401", BackendUnauthorized)],
)  # fmt: skip
def test_a_lost_answer_asked_for_again_is_the_same_booking(wire, backend, bad_wire, slot, fault, error):
    before = left(backend, slot)
    booking_id = str(uuid4())
    wire.only_for, wire.fault = (
        "POST /v1/bookings",
        bad_wire[fault],
    )  # the hall has booked; the terminal did not hear it
    with pytest.raises(BackendError) as caught:
        book(backend, slot, booking_id)
    assert type(caught.value) is error
    wire.fault = bad_wire["deliver"]
    assert len({book(backend, slot, booking_id).number for _ in range(3)}) == 1
    assert left(backend, slot) == before - 1


def test_another_requests_booking_is_nonsense(wire, backend, slot):
    other = book(backend, slot).model_dump_json().encode()

    def answers_another(terminal, answer):
        terminal.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(other), other))

    wire.only_for, wire.fault = "POST /v1/bookings", answers_another
    with pytest.raises(BackendNonsense):
        book(backend, slot)


def test_a_terminal_that_has_booked_too_much_is_told_later_and_not_no(backend, slot):
    half_days = [each for each in backend.slots(MATTER)[2:] for _ in range(each.left)]
    for each in half_days[:MOST_AN_HOUR]:
        book(backend, each)
    with pytest.raises(BackendBusy):
        book(backend, half_days[MOST_AN_HOUR])


def test_a_final_no_says_why(backend, slot):
    with pytest.raises(Refused) as caught:
        backend.book(str(uuid4()), MATTER, slot.day.replace(year=slot.day.year - 1), slot.half)
    assert caught.value.refusal.code == "past"
    for ask in (lambda: backend.slots("marriage"), lambda: backend.book(str(uuid4()), "marriage", slot.day, slot.half)):
        with pytest.raises(Refused) as caught:
            ask()
        assert caught.value.refusal.code == "unknown_matter"
