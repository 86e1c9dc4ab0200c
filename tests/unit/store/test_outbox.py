"""When things are sent, and what stays once they are."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from kiosk.contract.receipts import Refusal
from kiosk.errors import StoreError
from kiosk.store.records import Attachment, Limits, OutboxKind
from kiosk.store.store import Store

TODAY = date(2026, 11, 22)
BODY = b"\x07SEALED-BODY-OF-A-RESIDENT\x07" * 400
PAGE = b"SEALED-PICTURE-OF-A-HOUSEHOLD-REGISTER"
KEY = b"KEY-BOX-OF-AN-APPLICATION" * 4
SEALED = (b"SEALED-BODY-OF-A-RESIDENT", PAGE, KEY)


def bytes_on_disk(path):
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())


def test_a_row_that_failed_is_due_again_at_its_time_and_not_before(store, taken_in, clock):
    (row,) = store.due(clock.wall)
    store.record_try(row.id, clock.wall + timedelta(seconds=30), "error.backend.busy")
    assert store.due(clock.wall + timedelta(seconds=29)) == []
    (again,) = store.due(clock.wall + timedelta(seconds=30))
    assert (again.tries, again.cause) == (1, "error.backend.busy")


def test_tries_survive_a_restart(store, taken_in, clock, open_store):
    (row,) = store.due(clock.wall)
    for _ in range(3):
        store.record_try(row.id, clock.wall, "error.backend.unreachable")
    store.close()
    assert [row.tries for row in open_store().due(clock.wall)] == [3]


@pytest.mark.parametrize("years", [-30, -1, 1, 30])
def test_a_clock_that_jumps_never_leaves_a_row_waiting_for_years(store, taken_in, clock, years):
    (row,) = store.due(clock.wall)
    store.record_try(row.id, clock.wall + timedelta(seconds=60), "error.backend.busy")
    assert len(store.due(clock.wall + timedelta(days=365 * years))) == 1


def test_a_row_that_fails_keeps_no_other_from_being_sent(store, taken_in, taken, clock):
    (first,) = store.due(clock.wall)
    store.record_try(first.id, clock.wall + timedelta(seconds=300), "error.backend.nonsense")
    other = taken(store.reserve_slip_number(TODAY), b"other")
    store.take_in(other)
    assert [row.subject for row in store.due(clock.wall)] == [other.application_id]


def test_after_the_receipt_key_body_and_pictures_are_in_none_of_the_files(store, path, taken, receipt, clock):
    picture = Attachment("0" * 64, PAGE * 1000)
    application = replace(taken(store.reserve_slip_number(TODAY), BODY), attachments=(picture,), sealed_key=KEY)
    store.take_in(application)
    assert store.sealed(application.application_id).sealed_key == KEY
    assert all(secret in bytes_on_disk(path) for secret in SEALED)
    store.record_receipt(application.application_id, receipt(application))
    left = bytes_on_disk(path)
    assert not [secret for secret in SEALED if secret in left]
    assert application.application_id.encode() in left  # the search can find what is there
    assert b"320682-CJ01-20261122-000187" in left
    assert store.due(clock.wall) == []
    with pytest.raises(StoreError):
        store.sealed(application.application_id)


def test_what_a_crash_left_in_the_wal_after_the_receipt_is_gone_when_the_next_start_is_up(
    store, path, taken, receipt, clock, tmp_path, monkeypatch
):
    application = replace(taken(store.reserve_slip_number(TODAY), BODY), sealed_key=KEY)
    store.take_in(application)
    monkeypatch.setattr(store._database, "clean", lambda: None)  # the power went between the commit and the cleaning
    store.record_receipt(application.application_id, receipt(application))
    again = tmp_path / "again" / path.name
    again.parent.mkdir()
    for file in path.parent.iterdir():
        (again.parent / file.name).write_bytes(file.read_bytes())
    assert KEY in bytes_on_disk(again)
    Store.open(again, "CJ01", clock, limits=Limits(free_bytes=0))
    assert not [secret for secret in SEALED if secret in bytes_on_disk(again)]


def test_a_refused_application_stays_whole_with_its_key(store, taken):
    application = replace(taken(store.reserve_slip_number(TODAY), BODY), sealed_key=KEY)
    store.take_in(application)
    refusal = Refusal(application.application_id, "unknown_matter", "不收", application.body_sha256)
    store.record_refusal(application.application_id, refusal)
    boxes = store.sealed(application.application_id)
    assert (boxes.sealed_key, boxes.sealed_body) == (KEY, BODY)


def test_once_a_person_has_dealt_with_a_refusal_what_was_applied_for_is_gone_and_the_reason_stays(
    store, path, taken, clock
):
    picture = Attachment("0" * 64, PAGE * 1000)
    application = replace(taken(store.reserve_slip_number(TODAY), BODY), attachments=(picture,), sealed_key=KEY)
    store.take_in(application)
    assert not store.record_dealt_with(application.slip_number)  # it was not refused
    assert store.sealed(application.application_id)
    refusal = Refusal(application.application_id, "unknown_matter", "不收", application.body_sha256)
    store.record_refusal(application.application_id, refusal)
    assert store.pending().refused == 1 and all(secret in bytes_on_disk(path) for secret in SEALED)
    assert store.record_dealt_with(application.slip_number)
    left = bytes_on_disk(path)
    assert not [secret for secret in SEALED if secret in left]
    for kept in (application.application_id, application.slip_number, application.body_sha256, "不收"):
        assert kept.encode() in left
    assert store.pending().refused == 0 and store.refusals() == () and store.due(clock.wall) == []
    row = store.journal_after()[-1]
    assert (row.kind, row.outcome, row.subject) == ("application.refused", "dealt-with", application.application_id)
    assert not store.record_dealt_with(application.slip_number)  # a second touch
    assert store.journal_after()[-1] == row


def test_a_receipt_for_another_body_ends_nothing(store, taken_in, receipt, taken, clock):
    other_body = replace(receipt(taken_in), body_sha256="0" * 64)
    other_application = receipt(taken("CJ01-20261122-0009"))
    for wrong in (other_body, other_application):
        with pytest.raises(StoreError):
            store.record_receipt(taken_in.application_id, wrong)
    assert len(store.due(clock.wall)) == 1
    assert store.sealed(taken_in.application_id)


def test_the_same_receipt_twice_changes_nothing(store, taken_in, receipt):
    store.record_receipt(taken_in.application_id, receipt(taken_in))
    journal = store.journal_after()
    store.record_receipt(taken_in.application_id, receipt(taken_in))
    assert store.journal_after() == journal


def test_a_refused_application_is_kept_sealed_counted_and_not_sent_again(store, taken_in, clock):
    no = Refusal(taken_in.application_id, "unknown_matter", "不受理", taken_in.body_sha256)
    store.record_refusal(taken_in.application_id, no)
    assert store.due(clock.wall) == []
    backlog = store.pending()
    assert (backlog.count, backlog.refused) == (0, 1)
    assert store.sealed(taken_in.application_id).sealed_body == taken_in.sealed_body


def test_the_backlog_says_how_many_and_since_when(store, taken_in, taken, clock, receipt):
    first_at = clock.wall
    clock.pass_(3600)
    second = taken(store.reserve_slip_number(TODAY), b"second")
    store.take_in(second)
    assert (store.pending().count, store.pending().oldest_at) == (2, first_at)
    store.record_receipt(taken_in.application_id, receipt(taken_in))
    assert (store.pending().count, store.pending().oldest_at) == (1, first_at + timedelta(hours=1))
    store.record_receipt(second.application_id, receipt(second))
    assert (store.pending().count, store.pending().oldest_at) == (0, None)


def test_nothing_is_due_while_the_token_is_not_taken_and_everything_afterwards(store, taken_in, clock, open_store):
    (row,) = store.due(clock.wall)
    store.record_try(row.id, clock.wall + timedelta(seconds=200), "error.backend.unauthorized")
    store.hold("error.backend.unauthorized")
    store.hold("error.backend.unauthorized")
    clock.pass_(1000)
    assert store.due(clock.wall) == []
    store.close()
    again = open_store()
    assert again.pending().held == "error.backend.unauthorized"
    again.release()
    assert len(again.due(clock.wall)) == 1
    assert again.pending().held is None


def test_many_ratings_never_stand_before_an_application(store, taken, clock):
    for _ in range(30):
        store.put_rating(str(uuid4()), b"{}")
    clock.pass_(60)
    application = taken(store.reserve_slip_number(TODAY))
    store.take_in(application)
    assert store.due(clock.wall)[0].subject == application.application_id
    assert len(store.due(clock.wall)) == 31
    assert [row.subject for row in store.due(clock.wall, OutboxKind.APPLICATION)] == [application.application_id]
    assert len(store.due(clock.wall, OutboxKind.RATING)) == 30


def test_a_rating_waits_with_its_content_and_is_gone_when_it_has_arrived(store, clock):
    rating = str(uuid4())
    store.put_rating(rating, b'{"level":5}')
    store.put_rating(rating, b'{"level":1}')
    (row,) = store.due(clock.wall)
    assert (row.kind, row.subject, row.payload) == (OutboxKind.RATING, rating, b'{"level":5}')
    assert store.pending().count == 0  # only applications count as backlog
    store.record_delivered(row.id)
    assert store.due(clock.wall) == []
