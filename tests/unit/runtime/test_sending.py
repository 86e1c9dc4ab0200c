"""When which application is tried. The store is real; what comes of a try is said by the test."""

import hashlib
import queue
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.backend.sender import SendResult, SendTo
from kiosk.contract.receipts import Receipt, ReceiptState, Refusal
from kiosk.errors import (
    BackendBusy,
    BackendElsewhere,
    BackendNonsense,
    BackendUnauthorized,
    BackendUnreachable,
    StoreError,
)
from kiosk.runtime.sending import Sending
from kiosk.store.records import Limits, TakenIn
from kiosk.store.store import Store
from tests.unit.store.conftest import NOON, HandClock

TODAY = date(2026, 11, 22)
PATIENCE = 5.0
DOWN = SendResult(error=BackendUnreachable.key, for_all=True)
PORTAL = SendResult(error=BackendElsewhere.key, for_all=True)
NONSENSE = SendResult(error=BackendNonsense.key)
BUSY = SendResult(error=BackendBusy.key)
UNAUTHORIZED = SendResult(error=BackendUnauthorized.key)


class Bench:
    """A sending with all that it stands on. `answer` is what comes of the tries; `tried` are their ids in order."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.tried, self.ended = HandClock(), [], []
        self.store = Store.open(folder / "kiosk.db", "CJ01", self.clock, boot_id="boot", limits=Limits(free_bytes=0))
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.answer: Callable[[Any], SendResult] = lambda job: DOWN
        self.per_minute: int | None = None
        to = SendTo("http://127.0.0.1:1", "CJ01", "token", "", folder / "key")
        self.sending = Sending(
            self.store, to, self.clock, self.posted.put, lambda: self.per_minute, lambda job, _: self._try(job)
        )
        self.sending.ended = lambda application_id, result: self.ended.append(application_id)

    def _try(self, job: Any) -> SendResult:
        self.tried.append(job.application_id)
        return self.answer(job)

    def take_in(self, lane: int | None = None, body: bytes = b"") -> str:
        id_ = str(uuid4())
        digest = hashlib.sha256(body or id_.encode()).hexdigest()
        number = self.store.reserve_slip_number(TODAY)
        self.store.take_in(TakenIn(id_, "m", number, digest, b"box", str(uuid4()), lane=lane))
        return id_

    def breathe(self, seconds: float = 0.0) -> list[str]:
        """Time passes, then everything that is due is tried to its end; what was tried."""
        self.clock.pass_(seconds)
        before = len(self.tried)
        self.sending.breathe()
        self.settle()
        return self.tried[before:]

    def settle(self) -> None:
        until = time.monotonic() + PATIENCE
        while self.sending._under_way and time.monotonic() < until:
            self.posted.get(timeout=PATIENCE)()


def received(job: Any) -> SendResult:
    return SendResult(
        receipt=Receipt(
            job.application_id, ReceiptState.RECEIVED, f"N-{len(job.application_id)}", job.body_sha256, NOON
        )
    )


@pytest.fixture
def bench(tmp_path: Path) -> Any:
    made = Bench(tmp_path)
    yield made
    made.sending.close()
    made.store.close()


def test_five_hundred_rows_do_not_knock_at_a_dead_line_one_after_the_other(bench):
    ids = [bench.take_in() for _ in range(50)]
    for _ in range(24 * 60):
        bench.breathe(60.0)
    day = len(bench.tried)
    assert 24 * 60 * 60 / 300 / 2 < day < 24 * 60 * 60 / 100  # one at a time, about each 150 s; not 50 of them
    assert set(bench.tried[:50]) == set(ids)  # and always another: the fault may be one row's
    bench.answer = received
    bench.breathe(300.0)
    assert sorted(bench.ended) == sorted(ids)  # all at once when the line is back


@pytest.mark.parametrize("fault", [DOWN, PORTAL])
def test_who_waits_at_the_glass_is_tried_while_the_line_is_thought_dead_and_brings_the_others_along(bench, fault):
    old = [bench.take_in() for _ in range(3)]
    bench.answer = lambda _: fault
    for _ in range(20):
        bench.breathe(300.0)
    bench.answer = received
    fresh = bench.take_in()
    assert bench.breathe(0.0)[:0] == []  # without anybody waiting the pause holds, or has just ended
    bench.sending.hurry(fresh)
    bench.breathe()
    assert set(bench.ended) == {*old, fresh}


def test_at_the_glass_it_is_tried_again_and_again_but_does_not_hammer(bench):
    fresh = bench.take_in()
    bench.sending.hurry(fresh)
    for _ in range(80):  # eight seconds
        bench.breathe(0.1)
    assert 2 <= len(bench.tried) <= 9


def test_a_row_that_fails_by_itself_backs_off_by_itself(bench):
    poison, *others = (bench.take_in() for _ in range(4))
    bench.answer = lambda job: NONSENSE if job.application_id == poison else received(job)
    bench.breathe()
    assert bench.ended == others
    for _ in range(60 * 60):
        bench.breathe(1.0)
    assert 12 < bench.tried.count(poison) < 60


def test_a_row_on_which_the_line_dies_each_time_keeps_no_other_waiting(bench):
    poison, *others = (bench.take_in() for _ in range(10))
    bench.answer = lambda job: DOWN if job.application_id == poison else received(job)
    bench.breathe()
    bench.breathe(3.0)
    assert bench.ended == others


def test_a_pause_that_the_backend_asks_for_is_kept_by_all_and_is_no_longer_than_five_minutes(bench):
    bench.take_in()
    fresh = bench.take_in()
    bench.answer = lambda _: SendResult(error=BackendBusy.key, for_all=True, retry_after=86400.0)
    assert len(bench.breathe()) == 1
    bench.sending.hurry(fresh)
    bench.answer = received
    assert bench.breathe(290.0) == []
    assert len(bench.breathe(20.0)) == 2


def test_the_backlog_keeps_below_the_halls_pace_and_a_resident_at_the_glass_goes_first(bench):
    bench.per_minute, bench.answer = 60, received
    for _ in range(100):
        bench.take_in()
    for _ in range(600):
        bench.breathe(0.1)
    assert 44 <= len(bench.tried) <= 49
    fresh = bench.take_in()
    bench.sending.hurry(fresh)
    assert bench.breathe()[0] == fresh


def test_a_token_that_is_not_taken_holds_all_and_is_released_by_the_probe_that_works(bench):
    ids = [bench.take_in() for _ in range(3)]
    bench.answer = lambda _: UNAUTHORIZED
    assert len(bench.breathe()) == 1
    bench.sending.hurry(ids[2])
    assert bench.breathe(290.0) == []
    assert len(bench.breathe(11.0)) == 1  # the probe
    assert bench.store.pending().held == BackendUnauthorized.key
    bench.answer = received
    bench.breathe(301.0)
    assert sorted(bench.ended) == sorted(ids)
    assert bench.store.pending().held is None


def test_a_technicians_test_tries_at_once(bench):
    ids = [bench.take_in() for _ in range(3)]
    bench.answer = lambda _: UNAUTHORIZED
    bench.breathe()
    bench.answer = received
    assert bench.breathe(1.0) == []
    bench.sending.try_now()
    bench.settle()
    assert sorted(bench.ended) == sorted(ids)


def test_a_clock_that_jumps_back_thirty_years_leaves_nothing_waiting(bench):
    ids = [bench.take_in() for _ in range(3)]
    bench.answer = lambda job: BUSY if job.application_id == ids[0] else DOWN
    for _ in range(30):
        bench.breathe(300.0)
    bench.clock.wall = datetime(1996, 1, 1, tzinfo=UTC)
    bench.answer = received
    bench.breathe(301.0)
    assert sorted(bench.ended) == sorted(ids)


def test_one_residents_arrive_in_her_order_also_while_she_waits(bench):
    first = bench.take_in(lane=7)
    bench.answer = lambda _: BUSY
    bench.breathe()
    second = bench.take_in(lane=7)
    bench.answer = received
    bench.sending.hurry(second)
    assert bench.breathe() == [first, second]


def test_a_refused_one_does_not_keep_her_next_one(bench):
    first, second = bench.take_in(lane=7), bench.take_in(lane=7)

    def answer(job: Any) -> SendResult:
        if job.application_id == first:
            return SendResult(refusal=Refusal(first, "unknown_matter", "不受理", job.body_sha256))
        return received(job)

    bench.answer = answer
    assert bench.breathe() == [first, second]
    assert bench.store.pending().refused == 1


def test_what_cannot_be_written_down_is_not_sent_again_at_every_breath(bench: Bench) -> None:
    waits = bench.take_in()
    bench.store._database.rows(
        "CREATE TEMP TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    with pytest.raises(StoreError):
        bench.breathe()
    for _ in range(4):
        assert bench.breathe(1.0) == []
    with pytest.raises(StoreError):
        bench.breathe(1.0)
    bench.store._database.rows("DROP TRIGGER full")
    assert bench.breathe(5.0) == [waits]
