"""An open hall on a file of its own, with a clock that stands still."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.hall.app import make_app
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


@pytest.fixture
def call() -> Callable[..., httpx.Response]:
    """One request to a hall's application as CJ01 sends it, without a wire."""

    def one(
        hall: Hall, method: str, path: str, key: str = "", more: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        token = hall.add_terminal("CJ01")
        headers = {"X-Kiosk-Contract": "1", "X-Terminal-Id": "CJ01", "Authorization": f"Bearer {token}"}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(make_app(hall))
            async with httpx.AsyncClient(transport=transport, base_url="http://hall") as line:
                return await line.request(
                    method, path, headers={**headers, "Idempotency-Key": key, **(more or {})}, **options
                )

        return asyncio.run(ask())

    return one
