"""Heartbeats as a terminal would say them, and a way to say them over HTTP."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx

from kiosk.contract.v1 import Heartbeat
from kiosk.hall.app import make_app
from kiosk.hall.hall import Hall

STARTED = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def device(name: str, readiness: str = "ready", cause: str | None = None, actor: str | None = None) -> dict[str, Any]:
    return {
        "device": name, "readiness": readiness, "cause": cause, "actor": actor, "how": "asked", "age_seconds": 2,
    }  # fmt: skip


PRINTER, READER = device("receipt_printer"), device("id_reader")
NO_PAPER = device("receipt_printer", "blocked", "error.printer.paper", "staff")


def heartbeat(sequence: int = 1, *devices: dict[str, Any], **values: Any) -> Heartbeat:
    said = {
        "terminal_id": "CJ01", "name": "01号终端", "product": "0.1.0", "contract": 1, "started_at": STARTED,
        "sequence": sequence, "sent_at": STARTED, "devices": devices,
        "waiting": {"count": 0, "oldest_at": None, "refused": 0},
        "store_has_room": True, "visit_is_on": False, "disk_free_mb": 41200,
    }  # fmt: skip
    return Heartbeat.model_validate({**said, **values})


def ask(hall: Hall, method: str, path: str, body: str = "", **headers: str) -> httpx.Response:
    """One request to the hall, in this process."""

    async def exchange() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(make_app(hall)), base_url="http://hall") as client:
            return await client.request(method, path, content=body, headers=headers)

    return asyncio.run(exchange())
