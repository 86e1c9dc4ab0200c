"""What the terminal makes of the hall's own word that it is there: the line is back, the pace, a token that is not taken."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.contract.v1 import Hello, QueueState
from kiosk.errors import Actor, BackendUnreachable
from kiosk.ports.status import Readiness
from kiosk.runtime.hall_desk import HallDesk
from kiosk.settings.hall import read_hall
from kiosk.settings.places import config_root
from kiosk.store.store import Store
from tests.unit.store.conftest import HandClock

HALL = read_hall(config_root() / "hall" / "changjiang.toml")
TODAY = date(2026, 11, 22)


@pytest.fixture
def seen():
    return []


@pytest.fixture
def desk(tmp_path, seen):
    clock = HandClock()
    store = Store.open(tmp_path / "kiosk.db", "CJ01", clock)
    note = lambda device, status: seen.append(status)  # noqa: E731
    made = HallDesk(store, None, None, HALL, clock, lambda act: None, None, note, lambda: TODAY)
    yield made
    made.close()
    store.close()


def told(desk, pace=None):
    hello = Hello(
        contract=1, hall="大厅", business_date=TODAY, time=datetime.now(UTC), functions=(), applications_per_minute=pace
    )
    desk._told((hello, QueueState(business_date=TODAY, groups=())))


def test_until_the_hall_has_said_its_pace_the_backlog_goes_slowly(desk):
    assert desk.applications_per_minute() == 30
    told(desk, 300)
    assert desk.applications_per_minute() == 300
    desk._told(BackendUnreachable())
    assert desk.applications_per_minute() == 300
    told(desk)
    assert desk.applications_per_minute() is None


def test_a_hall_that_answers_again_ends_the_lines_pause_and_one_that_answers_on_does_not(desk):
    store, until = desk._store, HandClock().wall + timedelta(seconds=300)
    told(desk)
    store.line_failed(until, "error.backend.unreachable")
    told(desk)  # the hall was there all the time: what failed was something else
    assert store.line_failures() == 1
    desk._told(BackendUnreachable())
    told(desk)
    assert store.line_failures() == 0


def test_while_our_token_is_not_taken_the_backend_is_blocked_and_a_technician_must_act(desk, seen):
    desk._store.hold("error.backend.unauthorized")
    told(desk)
    assert (seen[-1].readiness, seen[-1].cause, seen[-1].actor) == (
        Readiness.BLOCKED, "error.backend.unauthorized", Actor.TECHNICIAN,
    )  # fmt: skip
    desk._store.release()
    told(desk)
    assert seen[-1].readiness is Readiness.READY
