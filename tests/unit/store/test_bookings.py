"""A booking is written down, with its paper, before that is printed."""

from datetime import date, time
from uuid import uuid4

from kiosk.contract.bookings import BookingMade, Half
from kiosk.store.records import PrintState


def made(booking_id=None, number="Y0001"):
    return BookingMade(
        booking_id=booking_id or str(uuid4()), number=number, day=date(2026, 11, 23), half=Half.MORNING,
        begins=time(8, 30), ends=time(11, 30), windows="4",
    )  # fmt: skip


def rows(store):
    return store._database.rows("SELECT booking_id, matter, number, day, half FROM booking")


def test_a_booking_lies_in_the_store_with_a_print_intent_and_a_journal_row(store):
    booking, print_id = made(), str(uuid4())
    assert store.keep_booking(booking, "elderly_allowance", print_id) == print_id
    assert rows(store) == [(booking.booking_id, "elderly_allowance", "Y0001", "2026-11-23", "morning")]
    assert [(p.id, p.kind, p.state) for p in store.prints_of(booking.booking_id)] == [
        (print_id, "booking", PrintState.INTENT)
    ]
    assert ("booking", "taken", booking.booking_id) in [
        (row.kind, row.outcome, row.subject) for row in store.journal_after()
    ]


def test_the_same_booking_told_twice_is_one_row_and_one_paper(store):
    booking, first = made(), str(uuid4())
    store.keep_booking(booking, "elderly_allowance", first)
    assert store.print_sent(first) is False
    assert store.keep_booking(booking, "elderly_allowance", str(uuid4())) == first
    assert store.print_sent(first) is True  # a paper may be out: the second says so
    assert len(rows(store)) == len(store.prints_of(booking.booking_id)) == 1


def test_a_booking_survives_a_crash_before_its_paper(store, open_store):
    booking = made()
    store.keep_booking(booking, "elderly_allowance", str(uuid4()))
    again = open_store()
    assert [paper.state for paper in again.recover_prints()] == [PrintState.ABANDONED]
    assert len(rows(again)) == 1


def test_two_days_may_have_the_same_number_and_so_may_a_hall_that_was_restored(store):
    for booking in (made(), made()):
        store.keep_booking(booking, "elderly_allowance", str(uuid4()))
    assert [row[2] for row in rows(store)] == ["Y0001", "Y0001"]
