"""Queue numbers are written down before they are printed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kiosk.errors import StoreError
from kiosk.store.records import PrintState, TicketRow

TODAY = date(2026, 11, 22)


def own(store, letter="A", day=TODAY, request=None, print_id=None):
    return store.next_own_ticket(
        "social", letter, day, request_id=request or str(uuid4()), print_id=print_id or str(uuid4())
    )


def test_own_numbers_end_in_the_terminals_name_and_count_by_letter_and_day(store):
    numbers = [
        own(store).number,
        own(store).number,
        own(store, "B").number,
        own(store, day=TODAY + timedelta(1)).number,
    ]
    assert numbers == ["A001-CJ01", "A002-CJ01", "B001-CJ01", "A001-CJ01"]


def test_the_same_request_gets_the_same_own_number(store):
    request = str(uuid4())
    assert own(store, request=request) == own(store, request=request)
    assert own(store).number == "A002-CJ01"


def test_a_number_survives_a_crash_before_its_paper_and_is_not_given_again(store, open_store):
    request = str(uuid4())
    own(store, request=request)
    again = open_store()
    assert [paper.state for paper in again.recover_prints()] == [PrintState.ABANDONED]
    assert own(again).number == "A002-CJ01"


def test_the_halls_number_is_kept_with_a_print_intent(store):
    request = str(uuid4())
    issued = TicketRow(request, "social", "A031", TODAY, own=False)
    assert store.keep_ticket(issued, str(uuid4())) == issued
    assert store.keep_ticket(issued, str(uuid4())) == issued
    assert [paper.kind for paper in store.prints_of(request)] == ["ticket"]


def test_a_number_that_the_hall_gives_twice_on_one_day_is_not_handed_out_again(store):
    first, second = str(uuid4()), str(uuid4())
    store.keep_ticket(TicketRow(first, "social", "A031", TODAY, own=False), str(uuid4()))
    with pytest.raises(StoreError):
        store.keep_ticket(TicketRow(second, "social", "A031", TODAY, own=False), str(uuid4()))
    assert store.prints_of(second) == []
    store.keep_ticket(TicketRow(second, "social", "A031", TODAY + timedelta(1), own=False), str(uuid4()))
