"""What keeps the whole sender waiting, what keeps one resident's later ones waiting, and what keeps nobody waiting."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from kiosk.contract.receipts import Refusal
from kiosk.errors import StoreFull
from kiosk.store.records import Limits, OutboxKind, RefusedRow

TODAY = date(2026, 11, 22)
BUSY, DEAD, DAMAGED = "error.backend.busy", "error.backend.unreachable", "error.store.damaged"


@pytest.fixture
def put(store, taken):
    def one(lane=None):
        application = replace(taken(store.reserve_slip_number(TODAY), str(uuid4()).encode()), lane=lane)
        store.take_in(application)
        return application

    return one


def due(store, clock):
    return [row.subject for row in store.due(clock.wall)]


def test_a_line_that_is_down_keeps_every_row_waiting_and_all_are_due_when_it_is_back(store, put, clock):
    ids = [put().application_id for _ in range(3)]
    store.put_rating(str(uuid4()), b"{}")
    store.line_failed(clock.wall + timedelta(seconds=60), DEAD)
    assert due(store, clock) == []
    assert store.first_for(ids[2], clock.wall).subject == ids[2]  # who waits at the glass is tried all the same
    store.line_works()
    assert due(store, clock)[:3] == ids
    assert len(due(store, clock)) == 4


def test_the_lines_failures_are_counted_over_a_restart_and_begin_anew_when_it_works(store, put, clock, open_store):
    for count in (1, 2, 3):
        store.line_failed(clock.wall + timedelta(seconds=60), DEAD)
        assert store.line_failures() == count
    store.close()
    again = open_store()
    assert again.line_failures() == 3
    again.line_works()
    assert again.line_failures() == 0


@pytest.mark.parametrize("years", [-30, -1, 1, 30])
@pytest.mark.parametrize("pause", ["line_failed", "asked_to_wait"])
def test_a_clock_that_jumps_never_leaves_the_sender_waiting_for_years(store, put, clock, years, pause):
    put()
    getattr(store, pause)(clock.wall + timedelta(seconds=300), BUSY)
    clock.wall += timedelta(days=365 * years)
    assert len(due(store, clock)) == 1


def test_a_backend_that_asked_for_a_pause_gets_it_from_those_at_the_glass_too(store, put, clock):
    waiting = put()
    store.asked_to_wait(clock.wall + timedelta(seconds=30), BUSY)
    store.line_works()
    assert due(store, clock) == [] and store.first_for(waiting.application_id, clock.wall) is None
    clock.pass_(31)
    assert due(store, clock) == [waiting.application_id]


def test_one_residents_are_sent_in_the_order_in_which_they_were_taken_in(store, put, clock, receipt):
    first, other, second, nobody = put(7), put(8), put(7), put(None)
    assert due(store, clock) == [first.application_id, other.application_id, nobody.application_id]
    (row, *_) = store.due(clock.wall)
    store.record_try(row.id, clock.wall + timedelta(seconds=300), BUSY)  # it fails by itself: hers waits, others do not
    assert due(store, clock) == [other.application_id, nobody.application_id]
    store.record_receipt(first.application_id, receipt(first))
    assert second.application_id in due(store, clock)


def test_who_waits_at_the_glass_has_her_earlier_one_sent_first(store, put, clock):
    first, second = put(7), put(7)
    (row,) = store.due(clock.wall)
    store.record_try(row.id, clock.wall + timedelta(seconds=300), BUSY)
    assert store.first_for(second.application_id, clock.wall).subject == first.application_id


def test_nobodys_lane_is_no_lane(store, put, clock):
    ids = {put(None).application_id for _ in range(3)}
    assert set(due(store, clock)) == ids


def test_a_refused_one_and_one_that_cannot_be_opened_keep_no_later_one_waiting(store, put, clock):
    refused, damaged, last = put(7), put(7), put(7)
    no = Refusal(refused.application_id, "unknown_matter", "不受理", refused.body_sha256)
    store.record_refusal(refused.application_id, no)
    assert due(store, clock) == [damaged.application_id]
    (row,) = store.due(clock.wall)
    store.record_try(row.id, clock.wall + timedelta(seconds=300), DAMAGED)
    assert due(store, clock) == [last.application_id]


def test_the_lane_is_gone_with_the_receipt_and_with_the_refusal(store, put, receipt):
    received, refused = put(7), put(8)
    store.record_receipt(received.application_id, receipt(received))
    store.record_refusal(refused.application_id, Refusal(refused.application_id, "past", "不", refused.body_sha256))
    assert store._database.rows("SELECT lane FROM outbox WHERE lane IS NOT NULL") == []


def test_a_refusal_is_told_with_its_slip_number_matter_code_and_sentence(store, put, clock):
    refused = put(7)
    no = Refusal(refused.application_id, "unknown_matter", "本大厅不受理该事项。", refused.body_sha256)
    store.record_refusal(refused.application_id, no)
    row = RefusedRow(refused.slip_number, refused.matter, "unknown_matter", "本大厅不受理该事项。", clock.wall)
    assert store.refusals() == (row,)


def test_on_hold_one_is_tried_to_see_whether_the_token_is_taken_again(store, put, clock):
    first, second = put(), put()
    store.hold("error.backend.unauthorized")
    assert due(store, clock) == [] and store.first_for(first.application_id, clock.wall) is None
    probe = store.probe()
    assert probe.subject == first.application_id
    store.record_try(probe.id, clock.wall + timedelta(seconds=1), "error.backend.unauthorized")
    assert store.probe().subject == second.application_id
    assert len(store.due(clock.wall, OutboxKind.APPLICATION)) == 0


# ---- the budget -------------------------------------------------------------------------------------------------


def has_room(store):
    try:
        store.require_room()
    except StoreFull:
        return False
    return True


def test_who_has_begun_may_finish_when_nobody_may_begin_any_more(open_store, taken):
    store = open_store(Limits(pending=3, margin_pending=2, free_bytes=0))
    for count in range(5):
        assert has_room(store) is (count < 3)
        store.take_in(taken(store.reserve_slip_number(TODAY), b"%d" % count))
    with pytest.raises(StoreFull):
        store.reserve_slip_number(TODAY)


def test_a_week_without_the_office_and_nobody_may_begin_until_it_has_them(store, put, clock, receipt):
    old = put()
    clock.pass_(7 * 86400 - 1)
    put()
    assert has_room(store)
    clock.pass_(2)
    assert not has_room(store)
    store.reserve_slip_number(TODAY)  # who has begun may still finish
    store.record_receipt(old.application_id, receipt(old))
    assert has_room(store)


@pytest.mark.parametrize("years", [-30, -1, 1, 30])
def test_a_clock_that_jumps_neither_closes_the_terminal_nor_keeps_it_open(store, put, clock, years):
    put()
    clock.wall += timedelta(days=365 * years)
    assert has_room(store)
    clock.pass_(7 * 86400 + 1)
    assert not has_room(store)


@pytest.mark.parametrize(("days", "room"), [(-1, True), (1, True), (8, False), (365, True), (30 * 365, True)])
def test_over_a_restart_of_the_machine_the_wall_clock_counts_within_reason(path, clock, put, store, days, room):
    put()
    store.close()
    clock.wall += timedelta(days=days)
    clock.mono = 20.0
    again = type(store).open(path, "CJ01", clock, boot_id="boot-2", limits=Limits(free_bytes=0))
    assert has_room(again) is room
    clock.mono += 7 * 86400  # a week in one boot is a week, whatever the calendar says
    assert not has_room(again)
    again.close()


def test_what_is_asked_twice_a_second_does_not_look_through_all_that_was_ever_sent(store, put, clock):
    row = put(7)
    asked, rows = [], store._database.rows
    store._database.rows = lambda sql, *values: asked.append((sql, values)) or rows(sql, *values)
    store.pending(), store.require_room(), store.due(clock.wall), store.first_for(row.application_id, clock.wall)
    store.probe(), store.refusals()
    for sql, values in asked:
        plan = [step[3] for step in rows("EXPLAIN QUERY PLAN " + sql, *values)]
        assert not [step for step in plan if step.startswith("SCAN outbox") and "INDEX" not in step], sql
        assert not [step for step in plan if step.endswith("(kind=?)")], sql
