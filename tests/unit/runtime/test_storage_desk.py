"""What the keeper does about its database: told every day, louder after thirty, and quiet once a technician released it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from kiosk.runtime.storage_desk import StorageDesk
from kiosk.store.damage import set_aside
from kiosk.store.opening import open_store

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DAY = 86400.0


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def utc_now(self) -> datetime:
        return NOON + timedelta(seconds=self.now)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database that was set aside a moment ago."""
    path = tmp_path / "kiosk.db"
    open_store(path, "CJ01", Clock()).close()
    path.write_bytes(b"")
    open_store(path, "CJ01", Clock()).close()
    return path


def test_it_is_said_once_a_day_and_louder_when_its_days_are_over(path: Path) -> None:
    clock = Clock()
    store = open_store(path, "CJ01", clock)
    desk = StorageDesk(store, path, clock)
    with capture_logs() as said:
        for hour in range(32 * 24):
            clock.now = hour * 3600.0
            desk.breathe()
    assert [row["log_level"] for row in said] == ["warning"] * 30 + ["error"] * 2
    assert [row["days_left"] for row in said] == [*range(30, 0, -1), 0, 0]
    seen = desk.seen()
    assert seen is not None and (seen.count, seen.days, seen.days_left) == (1, 31, 0)
    store.close()


def test_a_release_stands_in_the_journal_once_and_is_said_no_more(path: Path) -> None:
    clock = Clock()
    store = open_store(path, "CJ01", clock)
    desk = StorageDesk(store, path, clock)
    set_aside.release(path, 1)
    for _ in range(3):
        clock.now += 61
        desk.breathe()
    assert desk.seen() is None and desk.said() is None
    rows = [(row.kind, row.outcome, row.subject) for row in store.journal_after()]
    assert rows.count(("store", "released", "0001")) == 1
    store.close()
