"""What a hand can do to the hall on the bench: faults on order, over a control socket like a simulator's.

Only when started with --bench-control. Operations (JSON lines, kiosk.ports.bench): mode {mode, next?: requests} ·
slow {seconds: that every answer waits} · decide {on: whether instant matters are decided at once} ·
arrived {} → the office's view, newest first, the applicant masked ·
call {group} · holder {code, kind, person, valid_until?} · agent {name, number, reference?} · unplug · plug · state ·
reset · quit. Modes: ok, 500, 401, 429, html, empty, hang, drip, wrong_receipt, refuse (every application gets a signed
no), lost_answer (the work is done, half of the answer comes).
"""

import asyncio
import hashlib
import json
import os
import signal
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.forms import masks
from kiosk.hall import inquiries, intake, queue
from kiosk.hall.hall import Hall
from kiosk.hall.tables import Application, Material, Rating, Ticket
from kiosk.ports.bench import BenchAnswer, BenchRequest

MODES = ("ok", "500", "401", "429", "html", "empty", "hang", "drip", "wrong_receipt", "refuse", "lost_answer")
_PORTAL = b"<!doctype html><html><title>\xe8\xaf\xb7\xe7\x99\xbb\xe5\xbd\x95</title><body>Wi-Fi</body></html>"
_READY_MADE: dict[str, tuple[int, bytes, bytes]] = {
    "500": (500, b"text/plain", b"Internal Server Error"),
    "401": (401, b"application/json", b'{"detail":"this token is not known"}'),
    "429": (429, b"application/json", b'{"detail":"too often; later again"}'),
    "html": (200, b"text/html", _PORTAL),
    "empty": (200, b"application/json", b""),
    "wrong_receipt": (
        200,
        b"application/json",
        b'{"receipt":{"application_id":"00000000-0000-4000-8000-000000000000","state":"received",'
        b'"number":"320682-XX-1"},"signature":"AAAA"}',
    ),
}
_REGISTERS = {"holder": inquiries.add_holder, "agent": inquiries.add_agent}
_DRIP_SECONDS = 1.0
_SLOWEST = 60.0  # seconds
_NEWEST = 30  # applications that the bench tells of


class Bench:
    """The state of the faults, and the socket that changes it."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._seen: Counter[str] = Counter()
        self.reset()

    def reset(self) -> None:
        """As new; what arrived stays."""
        self.mode, self.left, self.is_plugged, self.slow = "ok", -1, True, 0.0
        self._hall.deciding.is_on = True
        self._seen.clear()

    def next_mode(self) -> str:
        """The mode of the request that comes now; `left` counts down to ok."""
        mode = self.mode
        if mode != "ok" and self.left > 0:
            self.left -= 1
            if self.left == 0:
                self.mode = "ok"
        self._seen[mode] += 1
        return mode

    def state(self) -> dict[str, Any]:
        """What is on the bench now."""
        tables = {"applications": Application, "materials": Material, "tickets": Ticket, "ratings": Rating}
        with Session(self._hall.engine) as session:
            counts = {name: session.scalars(select(func.count()).select_from(t)).one() for name, t in tables.items()}
        here = {"mode": self.mode, "slow": self.slow, "plugged": self.is_plugged, "decides": self._hall.deciding.is_on}
        return {"device": "hall", **here, "requests": dict(self._seen), **counts}

    def refusal(self, application_id: str, body: bytes) -> str:
        """A signed no to this application."""
        digest = hashlib.sha256(body).hexdigest()
        return intake.refuse(self._hall, 422, application_id, digest, "on_the_bench", "本大厅暂不收取这项申请。").text

    def arrived(self) -> list[dict[str, str]]:
        """What the office has, newest first; times are the hall's own."""
        with Session(self._hall.engine) as session:
            newest = select(Application).order_by(Application.received_at.desc()).limit(_NEWEST)
            return [self._seen_by_office(row) for row in session.scalars(newest)]

    def _seen_by_office(self, row: Application) -> dict[str, str]:
        rule = self._hall.settings.rule(row.matter)
        applicant = json.loads(row.body)["applicant"]  # None where the matter asks nobody who he is
        at = datetime.fromisoformat(row.received_at).astimezone(self._hall.settings.zone)
        return {
            "number": row.number,
            "slip_number": row.slip_number,
            "matter": (rule.name if rule is not None else "") or row.matter,
            "state": row.state,
            "received": f"{at:%H:%M:%S}",
            "applicant": masks.name(applicant["name"]) if applicant else "",
            "result": row.result_number or "",
        }

    def obey(self, request: BenchRequest) -> BenchAnswer:
        """Do what a hand does."""
        problem = ""
        match request.op:
            case "mode" | "slow" | "decide":
                problem = self._set_fault(request.op, request.arguments)
            case "arrived":
                return BenchAnswer(True, {**self.state(), "arrived": self.arrived()})
            case "call":
                problem = "" if queue.call_next(self._hall, str(request.arguments.get("group"))) else "nobody waits"
            case "unplug" | "plug":
                self.is_plugged = request.op == "plug"
            case "reset":
                self.reset()
            case "quit":
                os.kill(os.getpid(), signal.SIGTERM)
            case "state":
                pass
            case _:
                problem = self._register(request)
        return BenchAnswer(not problem, self.state(), problem)

    def _register(self, request: BenchRequest) -> str:
        """Whoever may be asked about; a form that is none raises ValueError."""
        add = _REGISTERS.get(request.op)
        if add is None:
            return f"unknown op {request.op}"
        add(self._hall, request.arguments)
        return ""

    def _set_fault(self, op: str, arguments: dict[str, Any]) -> str:
        if op == "slow":
            self.slow = min(_SLOWEST, max(0.0, float(arguments["seconds"])))
            return ""
        if op == "decide":
            self._hall.deciding.is_on = arguments["on"] is True
            return ""
        mode = str(arguments.get("mode"))
        if mode not in MODES:
            return f"mode is one of {', '.join(MODES)}"
        self.mode, self.left = mode, int(arguments.get("next", -1))
        return ""

    async def listen(self, path: Path) -> asyncio.Server:
        """Serve the control socket."""
        path.unlink(missing_ok=True)
        return await asyncio.start_unix_server(self._serve, path)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            try:
                answer = await asyncio.to_thread(self.obey, BenchRequest.decode(line))
            except (ValueError, KeyError, TypeError) as error:
                answer = BenchAnswer(False, {}, f"{type(error).__name__}: {error}")
            writer.write(answer.encode())
            await writer.drain()
        writer.close()

    def protocol(self) -> type[H11Protocol]:
        """uvicorn's protocol, which hangs up at once while the wire is pulled."""
        bench = self

        class Pluggable(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if not bench.is_plugged:
                    transport.abort()

        return Pluggable


class Faults:
    """The application behind whatever fault is on the bench. Only the contract's paths fail, not the office's page."""

    def __init__(self, app: ASGIApp, bench: Bench) -> None:
        self._app = app
        self._bench = bench

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            return await self._app(scope, receive, send)
        if self._bench.slow:
            await asyncio.sleep(self._bench.slow)
        mode = self._bench.next_mode()
        if mode == "ok" or (mode == "refuse" and scope["path"] != "/v1/applications"):
            return await self._app(scope, receive, send)
        if mode == "lost_answer":
            return await self._app(scope, receive, _half(send))
        await self._fail(mode, scope, receive, send)

    async def _fail(self, mode: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the fault alone; the hall hears nothing of it."""
        if mode == "refuse":
            return await self._refuse(scope, receive, send)
        while (await receive()).get("more_body"):
            pass
        if mode == "hang":
            await _gone(receive)
        elif mode == "drip":
            await _drip(receive, send)
        else:
            await _answer(send, *_READY_MADE[mode])

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The office's final no to an application."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        key = dict(scope["headers"]).get(b"idempotency-key", b"").decode("latin-1")
        await _answer(send, 422, b"application/json", self._bench.refusal(key, body).encode())


async def _answer(send: Send, status: int, kind: bytes, body: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _drip(receive: Receive, send: Send) -> None:
    """An answer that comes one space a second, until the other side has had enough."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    gone = asyncio.ensure_future(_gone(receive))
    while not gone.done():
        await send({"type": "http.response.body", "body": b" ", "more_body": True})
        await asyncio.wait([gone], timeout=_DRIP_SECONDS)


async def _gone(receive: Receive) -> None:
    """Wait until the other side has had enough."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _half(send: Send) -> Send:
    """Pass on half of the body: uvicorn hangs up when the rest does not come."""

    async def cut(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": message["body"][: len(message["body"]) // 2], "more_body": False}
        await send(message)

    return cut
