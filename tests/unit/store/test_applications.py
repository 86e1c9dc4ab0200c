"""Taking in, and the two commits of the word."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from kiosk.contract.receipts import ReceiptState
from kiosk.errors import StoreError, StoreFull
from kiosk.store.records import Limits, PrintState, Word

TODAY = date(2026, 11, 22)


def test_slip_numbers_count_within_a_day_and_start_anew_with_the_next(store):
    numbers = [store.reserve_slip_number(TODAY) for _ in range(3)] + [store.reserve_slip_number(TODAY + timedelta(1))]
    assert numbers == ["CJ01-20261122-0001", "CJ01-20261122-0002", "CJ01-20261122-0003", "CJ01-20261123-0001"]


def test_a_slip_number_that_was_reserved_and_not_used_is_never_given_again(store, open_store):
    store.reserve_slip_number(TODAY)
    store.close()
    assert open_store().reserve_slip_number(TODAY) == "CJ01-20261122-0002"


def test_a_taken_in_application_is_due_with_all_its_boxes_and_its_slip_is_meant(store, taken_in, clock):
    (row,) = store.due(clock.wall)
    assert (row.kind, row.subject, row.tries) == ("application", taken_in.application_id, 0)
    boxes = store.sealed(taken_in.application_id)
    assert (boxes.sealed_body, boxes.body_sha256) == (taken_in.sealed_body, taken_in.body_sha256)
    assert set(boxes.attachments) == set(taken_in.attachments)
    (paper,) = store.prints_of(taken_in.application_id)
    assert (paper.id, paper.kind, paper.state) == (taken_in.print_id, "slip", PrintState.INTENT)


def test_what_was_taken_in_is_there_after_the_store_was_opened_anew(store, taken_in, clock, open_store):
    store.close()
    again = open_store()
    assert [row.subject for row in again.due(clock.wall)] == [taken_in.application_id]


def test_the_same_application_again_changes_nothing_and_has_the_same_number(store, taken_in, clock):
    journal = store.journal_after()
    second = replace(taken_in, slip_number=store.reserve_slip_number(TODAY), print_id=str(uuid4()))
    assert store.take_in(second) == taken_in.slip_number
    assert len(store.due(clock.wall)) == 1
    assert len(store.prints_of(taken_in.application_id)) == 1
    assert store.journal_after() == journal


def test_the_same_id_with_another_body_is_refused_and_the_first_is_kept(store, taken_in):
    with pytest.raises(StoreError):
        store.take_in(replace(taken_in, body_sha256="0" * 64, sealed_body=b"other"))
    assert store.sealed(taken_in.application_id).sealed_body == taken_in.sealed_body


def test_a_slip_number_serves_one_application_only_and_a_refusal_leaves_nothing_behind(store, taken_in, taken):
    other = taken(taken_in.slip_number, b"other body")
    with pytest.raises(StoreError):
        store.take_in(other)
    assert store.pending().count == 1
    assert store.prints_of(other.application_id) == []
    with pytest.raises(StoreError):
        store.sealed(other.application_id)


def test_without_a_receipt_the_word_is_kept_with_our_own_number(store, taken_in):
    said = store.conclude(taken_in.application_id)
    assert (said.word, said.number, said.promised_on) == (Word.KEPT, taken_in.slip_number, None)


@pytest.mark.parametrize("state", list(ReceiptState))
def test_with_a_receipt_the_word_and_the_number_are_the_backends(store, taken_in, receipt, state):
    store.record_receipt(taken_in.application_id, receipt(taken_in, state))
    said = store.conclude(taken_in.application_id)
    assert (said.word, said.number) == (Word(state.value), "320682-CJ01-20261122-000187")
    assert said.promised_on == date(2026, 12, 11)


def test_a_result_is_said_with_the_word_done_and_with_no_other(store, taken_in, receipt, open_store):
    done = receipt(taken_in, ReceiptState.DONE)
    store.record_receipt(taken_in.application_id, done)
    said = store.conclude(taken_in.application_id)
    assert (said.word, said.result) == (Word.DONE, done.result)
    store.close()
    assert open_store().conclude(taken_in.application_id) == said


@pytest.mark.parametrize("state", [ReceiptState.RECEIVED, ReceiptState.ACCEPTED])
def test_without_the_word_done_there_is_no_result(store, taken_in, receipt, state):
    store.record_receipt(taken_in.application_id, receipt(taken_in, state))
    assert store.conclude(taken_in.application_id).result is None


def test_a_result_without_an_end_has_none(store, taken_in, receipt):
    done = receipt(taken_in, ReceiptState.DONE)
    store.record_receipt(taken_in.application_id, replace(done, result=replace(done.result, valid_until=None)))
    assert store.conclude(taken_in.application_id).result.valid_until is None


def test_a_result_that_comes_after_the_word_kept_is_claimed_nowhere(store, taken_in, receipt):
    said = store.conclude(taken_in.application_id)
    store.record_receipt(taken_in.application_id, receipt(taken_in, ReceiptState.DONE))
    assert store.conclude(taken_in.application_id) == said
    assert said.result is None


def test_a_second_receipt_that_claims_more_than_the_first_changes_nothing(store, taken_in, receipt):
    store.record_receipt(taken_in.application_id, receipt(taken_in))
    store.record_receipt(taken_in.application_id, receipt(taken_in, ReceiptState.DONE))
    assert store.conclude(taken_in.application_id).word is Word.RECEIVED


@pytest.mark.parametrize(
    "change",
    [
        "word = 'done', number = '1'",
        "word = 'received', number = '1'",
        "receipt_state = 'done', receipt_number = '1'",
        "result_number = '1', result_name = 'x'",
    ],
)
def test_the_database_itself_refuses_a_word_or_a_result_without_its_receipt(store, taken_in, change):
    with pytest.raises(StoreError, match="CHECK"):
        store._database.rows(f"UPDATE application SET {change}")  # noqa: S608


def test_the_database_itself_refuses_to_change_a_receipt(store, taken_in, receipt):
    store.record_receipt(taken_in.application_id, receipt(taken_in, ReceiptState.DONE))
    with pytest.raises(StoreError, match="the receipt stands"):
        store._database.rows("UPDATE application SET result_number = '320682-CJ01-R-20261122-000018'")


def test_a_word_that_was_said_stands_when_the_receipt_comes_later(store, taken_in, receipt, open_store):
    said = store.conclude(taken_in.application_id)
    store.record_receipt(taken_in.application_id, receipt(taken_in))
    assert store.conclude(taken_in.application_id) == said
    store.close()
    assert open_store().conclude(taken_in.application_id) == said


def test_the_database_itself_refuses_to_change_a_word(store, taken_in):
    store.conclude(taken_in.application_id)
    with pytest.raises(StoreError, match="the word stands"):
        store._database.rows("UPDATE application SET word = 'accepted'")


def test_applications_of_which_nothing_was_said_are_found_after_a_crash(store, taken_in):
    assert store.unconcluded() == [taken_in.application_id]
    store.conclude(taken_in.application_id)
    assert store.unconcluded() == []


def test_nothing_is_said_of_an_application_that_is_not_kept(store):
    with pytest.raises(StoreError):
        store.conclude(str(uuid4()))


def test_no_number_is_given_while_too_much_waits_and_again_when_it_is_sent(open_store, taken, receipt):
    store = open_store(Limits(pending=2, free_bytes=0, margin_pending=0))
    applications = [taken(store.reserve_slip_number(TODAY), b"%d" % n) for n in range(2)]
    for application in applications:
        store.take_in(application)
    with pytest.raises(StoreFull):
        store.reserve_slip_number(TODAY)
    store.record_receipt(applications[0].application_id, receipt(applications[0]))
    assert store.reserve_slip_number(TODAY) == "CJ01-20261122-0003"


def test_no_number_is_given_when_the_disk_is_nearly_full(open_store):
    with pytest.raises(StoreFull):
        open_store(Limits(free_bytes=2**62, margin_bytes=2**62)).reserve_slip_number(TODAY)


def test_who_has_begun_gets_a_number_on_half_of_the_room_that_beginning_takes(open_store):
    store = open_store(Limits(free_bytes=2**62, margin_bytes=1))
    with pytest.raises(StoreFull):
        store.require_room()
    assert store.reserve_slip_number(TODAY)


def test_what_comes_in_shows_no_content_when_it_is_logged(taken):
    shown = repr(taken("CJ01-20261122-0001", "王小明".encode()))
    assert "王小明" not in shown
    assert "sealed_body" not in shown
