"""A crash kept a slip from coming out: it comes at the next start, while its resident may still stand there."""

import hashlib
import json
import queue
import random
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from kiosk.contract.receipts import Refusal
from kiosk.documents.papers import Head, SlipFacts
from kiosk.runtime.late_slips import LATEST, print_late_slips
from kiosk.runtime.printing import Printing
from kiosk.store.records import Limits, PrintState, TakenIn
from kiosk.store.store import Store
from tests.faults.lives.life import Printer, settle

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HEAD = Head("示例镇为民服务中心", "01号终端", "12345", "0", NOON)
FACTS = SlipFacts("高龄津贴", "", "", "zh_CN", 20)


class HandClock:
    """Implements kiosk.ports.clock.Clock; stands still until it is moved."""

    wall = NOON

    def monotonic(self) -> float:
        return 0.0

    def utc_now(self) -> datetime:
        return self.wall


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def taken(tmp_path, clock):
    """An application whose slip was meant; then its keeper died."""
    store = _open(tmp_path, clock)
    body = b"sealed"
    made = TakenIn(
        str(uuid4()), "elderly_allowance", store.reserve_slip_number(date(2026, 11, 22)),
        hashlib.sha256(body).hexdigest(), body, str(uuid4()),
    )  # fmt: skip
    store.take_in(made)
    return made


def _open(folder, clock):
    return Store.open(folder / "kiosk.db", "CJ01", clock, boot_id="boot", limits=Limits(free_bytes=0))


def started_anew(folder, clock, facts_of=lambda slug: FACTS):
    """The papers that come out when the keeper starts again, and its store."""
    store, posted = _open(folder, clock), queue.SimpleQueue()
    settle(store)
    printing = Printing(Printer(folder / "papers", random.Random(1)), store, clock, posted.put, lambda *_: None)
    for _ in range(print_late_slips(store, printing, facts_of, lambda: HEAD, clock)):
        posted.get(timeout=5)()
    printing.close()
    return [json.loads(line) for line in (folder / "papers").read_text("utf-8").splitlines()], store


def test_a_slip_that_was_only_meant_comes_out_as_a_first_paper_and_once(tmp_path, clock, taken):
    clock.wall += timedelta(minutes=2)
    papers, store = started_anew(tmp_path, clock)
    assert papers == [{"number": taken.slip_number, "again": False}]
    assert [paper.state for paper in store.prints_of(taken.application_id)] == [PrintState.CONFIRMED]
    assert started_anew(tmp_path, clock)[0] == papers


def test_a_slip_that_may_be_out_says_that_it_is_a_second_one(tmp_path, clock, taken):
    _open(tmp_path, clock).print_sent(taken.print_id)
    assert started_anew(tmp_path, clock)[0] == [{"number": taken.slip_number, "again": True}]


@pytest.mark.parametrize("later", [LATEST + timedelta(seconds=1), timedelta(days=-1)])
def test_when_she_has_left_no_paper_comes_out_for_the_next_one_to_find(tmp_path, clock, taken, later):
    clock.wall += later
    assert started_anew(tmp_path, clock)[0] == []


def test_of_what_the_office_has_refused_there_is_no_slip_and_no_word(tmp_path, clock, taken):
    store = _open(tmp_path, clock)
    store.record_refusal(taken.application_id, Refusal(taken.application_id, "no_way", "不", taken.body_sha256))
    papers, again = started_anew(tmp_path, clock)
    assert papers == []
    assert again.unconcluded() == []


def test_a_matter_that_is_not_offered_any_more_has_no_slip(tmp_path, clock, taken):
    assert started_anew(tmp_path, clock, facts_of=lambda slug: None)[0] == []
