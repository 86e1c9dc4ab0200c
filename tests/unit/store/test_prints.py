"""The print ledger: one id through all tries, and a second paper is always known as one."""

from uuid import uuid4

import pytest

from kiosk.errors import StoreError
from kiosk.ports.receipt_printer import Printed
from kiosk.store.records import PrintState


def test_a_first_paper_is_no_reprint_and_is_confirmed(store, taken_in):
    assert store.print_sent(taken_in.print_id) is False
    store.print_ended(taken_in.print_id, Printed.CONFIRMED)
    (paper,) = store.prints_of(taken_in.application_id)
    assert (paper.state, paper.papers) == (PrintState.CONFIRMED, 1)


@pytest.mark.parametrize("first", [Printed.CONFIRMED, Printed.UNKNOWN])
def test_a_second_paper_is_a_reprint_when_the_first_may_be_out(store, taken_in, first):
    store.print_sent(taken_in.print_id)
    store.print_ended(taken_in.print_id, first, "error.printer.paper")
    assert store.print_sent(taken_in.print_id) is True


def test_a_second_try_is_no_reprint_when_nothing_came_out(store, taken_in):
    store.print_sent(taken_in.print_id)
    store.print_ended(taken_in.print_id, Printed.NOTHING, "error.printer.paper")
    assert store.print_sent(taken_in.print_id) is False


def test_a_crash_in_the_middle_of_a_print_leaves_it_unknown_and_the_next_a_reprint(store, taken_in, open_store):
    store.print_sent(taken_in.print_id)
    again = open_store()  # a second one: the first was killed
    (paper,) = again.recover_prints()
    assert (paper.id, paper.state, paper.cause) == (taken_in.print_id, PrintState.UNKNOWN, "print.interrupted")
    assert again.print_sent(taken_in.print_id) is True


def test_a_paper_that_was_only_meant_is_abandoned_at_the_next_start(store, taken_in, open_store):
    again = open_store()
    assert [paper.state for paper in again.recover_prints()] == [PrintState.ABANDONED]
    assert again.recover_prints() == []


def test_what_has_ended_is_left_alone_at_the_next_start(store, taken_in, open_store):
    store.print_sent(taken_in.print_id)
    store.print_ended(taken_in.print_id, Printed.CONFIRMED)
    assert open_store().recover_prints() == []


def test_papers_that_nobody_meant_cannot_be_sent_and_cannot_end(store, taken_in):
    with pytest.raises(StoreError):
        store.print_sent(str(uuid4()))
    with pytest.raises(StoreError):
        store.print_ended(taken_in.print_id, Printed.CONFIRMED)  # never begun


def test_a_test_paper_has_its_own_row(store):
    test = str(uuid4())
    store.print_intent(test, "test", "receipt_printer")
    assert store.print_sent(test) is False
