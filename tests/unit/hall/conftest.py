"""An open hall on a file of its own, with a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.hall.hall import Hall, open_hall
from kiosk.hall.settings import HallSettings


class StillClock:
    """Implements kiosk.ports.clock.Clock. Half past midnight in China: still yesterday in UTC."""

    wall = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0

    def utc_now(self) -> datetime:
        return self.wall


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def hall(tmp_path: Path, clock: StillClock) -> Iterator[Hall]:
    opened = open_hall(tmp_path / "hall", HallSettings(), clock)
    opened.add_terminal("CJ01")
    yield opened
    opened.engine.dispose()
