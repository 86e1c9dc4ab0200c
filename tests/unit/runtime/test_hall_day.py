"""A day is sure when hall and this machine agree on it: only then may the journal let go of what is old."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.contract.v1 import Hello, QueueState
from kiosk.errors import BackendUnreachable
from kiosk.runtime.hall_desk import HallDesk
from kiosk.settings.hall import read_hall
from kiosk.settings.places import config_root
from kiosk.store.journal.kinds import Kind
from kiosk.store.store import Store

HALL = read_hall(config_root() / "hall" / "changjiang.toml")


class Clock:
    """Implements kiosk.ports.clock.Clock; moved by hand."""

    def __init__(self) -> None:
        self.wall, self.mono = datetime(2026, 11, 22, 4, tzinfo=UTC), 0.0

    def monotonic(self) -> float:
        return self.mono

    def utc_now(self) -> datetime:
        return self.wall


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    store = Store.open(tmp_path / "kiosk.db", "CJ01", clock)
    made = HallDesk(
        store, None, None, HALL, clock, lambda act: None, None, lambda *_: None, lambda: clock.wall.date()
    )  # fmt: skip  # printer and line are not asked here
    yield made
    made.close()
    store.close()


def told(desk, day: date) -> None:
    hello = Hello(contract=1, hall="大厅", business_date=day, time=datetime.now(UTC), functions=())
    desk._told((hello, QueueState(business_date=day, groups=())))


def test_what_both_say_is_sure_for_a_moment(desk, clock):
    told(desk, date(2026, 11, 22))
    assert desk.sure_day() == date(2026, 11, 22)
    clock.wall += timedelta(minutes=5)
    assert desk.sure_day() is None


def test_what_the_hall_did_not_say_is_not_sure(desk):
    assert desk.sure_day() is None
    desk._told(BackendUnreachable())
    assert desk.sure_day() is None


@pytest.mark.parametrize("years", [-30, -1, 1, 30])
def test_a_clock_that_jumped_is_not_sure(desk, clock, years):
    told(desk, date(2026, 11, 22))
    clock.wall += timedelta(days=365 * years)
    assert desk.sure_day() is None
    told(desk, date(2026, 11, 22))
    assert desk.sure_day() is None


def test_half_a_year_of_journal_stays_through_a_jump_and_goes_when_it_is_over(desk, clock):
    store, today = desk._store, date(2026, 11, 22)
    for _ in range(181):
        told(desk, today)
        store.journal(Kind.VISIT, "begun")
        clock.wall += timedelta(days=365 * 30)
        told(desk, today)
        clock.wall += timedelta(days=1 - 365 * 30)
        today += timedelta(days=1)
    assert store.journal_after()[0].seq == 1
    told(desk, today)
    assert store.journal_after()[0].seq == 2
