"""A wire between terminals and a hall on which every bad thing of a field's network happens, on the wire and nowhere else.

`python -m tests.faults.wire.proxy HALL_PORT --seed S --faulty 0.5` prints one line of JSON ({"port": …}) and serves until its
stdin ends; then it prints how often it did what. One request a connection, as the terminal makes them. Unlike the hall's
bench modes it works on bytes: what arrives in the hall is what a torn, doubled, late or foreign connection leaves there.
"""

import argparse
import asyncio
import json
import random
import socket
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PORTAL = b"<!doctype html><html><title>\xe8\xaf\xb7\xe7\x99\xbb\xe5\xbd\x95</title><form>Wi-Fi</form></html>"
_OTHERS = (
    b'{"receipt":{"application_id":"00000000-0000-4000-8000-000000000000","state":"received","number":"320682-XX-1",'
    b'"body_sha256":"' + b"0" * 64 + b'","received_at":"2026-11-22T06:32:05+00:00","promised_on":null},'
    b'"signature":"AAAA"}'
)
_ROOT = Path(__file__).parents[3]
_PATIENCE = 60.0  # seconds for which a connection may last here: the terminal gives up before
_DRIP = 0.05


@dataclass
class Exchange:
    """One connection of a terminal's; `request` is whole where a fault asks for it."""

    proxy: "Proxy"
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    chance: random.Random
    request: bytes = field(default=b"", repr=False)

    async def take(self) -> bytes:
        """The whole request."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        self.request = head + (await self.reader.readexactly(length) if length else b"")
        return self.request

    async def ask(self, request: bytes | None = None) -> bytes:
        """The hall's whole answer to the request, or to a part of it that ends there."""
        sent = self.request if request is None else request
        reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy.hall_port)
        try:
            writer.write(sent)
            if len(sent) < len(self.request):
                await writer.drain()
                writer.write_eof()
            answer = await reader.read()
        finally:
            writer.close()
        if answer.startswith(b"HTTP/1.1 200") and self.request.startswith(b"POST"):
            self.proxy.last_receipt = answer
        self.proxy.statuses[answer[9:12].decode("ascii", "replace")] += 1
        return answer

    def say(self, answer: bytes) -> None:
        self.writer.write(answer)

    def reset(self) -> None:
        """RST instead of FIN."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def whole(status: str, body: bytes, kind: str = "application/json", more: str = "") -> bytes:
    """A whole answer of nobody's."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


async def fine(x: Exchange) -> None:
    await x.take()
    x.say(await x.ask())


async def reset_before(x: Exchange) -> None:
    x.reset()


async def hangs_up(x: Exchange) -> None:
    """Accepts, and is gone."""


async def reset_after(x: Exchange) -> None:
    """The hall has done its work; the terminal hears RST."""
    await x.take()
    await x.ask()
    x.reset()


async def black_hole(x: Exchange) -> None:
    await x.take()
    await x.reader.read()  # until the terminal has had enough


async def half_request(x: Exchange) -> None:
    """The hall hears a part of it, then the end."""
    request = await x.take()
    await x.ask(request[: x.chance.randrange(1, len(request))])


async def lost_answer(x: Exchange) -> None:
    await x.take()
    await x.ask()


async def half_answer(x: Exchange) -> None:
    await x.take()
    answer = await x.ask()
    x.say(answer[: x.chance.randrange(len(answer))])


async def drip(x: Exchange) -> None:
    """The right answer, byte by byte: no time-out between two bytes ever fires."""
    await x.take()
    for byte in await x.ask():
        x.say(bytes([byte]))
        await x.writer.drain()
        await asyncio.sleep(_DRIP)
        if x.writer.transport.is_closing() or x.reader.at_eof():
            return


async def portal(x: Exchange) -> None:
    await x.take()
    x.say(whole("200 OK", _PORTAL, "text/html; charset=utf-8"))


async def redirect(x: Exchange) -> None:
    await x.take()
    x.say(whole("302 Found", b"", "text/html", "Location: http://127.0.0.1:9/login\r\n"))


async def busy(x: Exchange) -> None:
    await x.take()
    x.say(whole("503 Service Unavailable", b"", more="Retry-After: 2\r\n" if x.chance.random() < 0.5 else ""))


async def broken(x: Exchange) -> None:
    await x.take()
    x.say(whole("500 Internal Server Error", b"Internal Server Error", "text/plain"))


async def twice(x: Exchange) -> None:
    """Delivered two times one after the other; the second answer is heard."""
    await x.take()
    await x.ask()
    x.say(await x.ask())


async def twice_at_once(x: Exchange) -> None:
    await x.take()
    x.say((await asyncio.gather(x.ask(), x.ask()))[x.chance.randrange(2)])


async def late_again(x: Exchange) -> None:
    """Once in time, and a copy that was stuck somewhere arrives later."""
    await x.take()
    answer = await x.ask()
    x.proxy.later(x.ask(), x.chance.uniform(0.05, 2.0))
    x.say(answer)


async def delay(x: Exchange) -> None:
    await x.take()
    await asyncio.sleep(x.chance.uniform(0.01, 0.08))
    x.say(await x.ask())


async def garbage(x: Exchange) -> None:
    await x.take()
    await x.ask()
    x.say(x.chance.randbytes(200))


async def damaged(x: Exchange) -> None:
    """One bit of the answer's body is another."""
    await x.take()
    head, _, body = (await x.ask()).partition(b"\r\n\r\n")
    hurt = bytearray(body)
    if hurt:
        hurt[x.chance.randrange(len(hurt))] ^= 1 << x.chance.randrange(7)
    x.say(head + b"\r\n\r\n" + bytes(hurt))


async def wrong_receipt(x: Exchange) -> None:
    """200 with a receipt that nobody signed, of an application that is none."""
    await x.take()
    x.say(whole("200 OK", _OTHERS))


async def others_receipt(x: Exchange) -> None:
    """200 with a genuine receipt of somebody else's."""
    await x.take()
    x.say(x.proxy.last_receipt or whole("200 OK", _OTHERS))


async def empty(x: Exchange) -> None:
    await x.take()
    x.say(whole(x.chance.choice(["200 OK", "201 Created", "202 Accepted", "204 No Content"]), b""))


async def unauthorized(x: Exchange) -> None:
    await x.take()
    x.say(whole("401 Unauthorized", b"{}"))


async def not_found(x: Exchange) -> None:
    await x.take()
    x.say(whole("404 Not Found", b'{"detail":"Not Found"}'))


async def unsigned_no(x: Exchange) -> None:
    """A final-looking no that nobody signed."""
    await x.take()
    x.say(whole("422 Unprocessable", b'{"refusal":{"code":"malformed"},"signature":"AAAA"}'))


Fault = Callable[[Exchange], Awaitable[None]]
# How often each comes beside the others. The slow ones cost time and find nothing more by coming oftener; each refused token
# keeps a whole terminal waiting.
FAULTS: dict[Fault, float] = {
    reset_before: 1, hangs_up: 1, reset_after: 1, black_hole: 0.15, half_request: 1, lost_answer: 1, half_answer: 1,
    drip: 0.15, portal: 1, redirect: 0.5, busy: 1, broken: 1, twice: 1, twice_at_once: 1, late_again: 1, delay: 0.5,
    garbage: 1, damaged: 1, wrong_receipt: 1, others_receipt: 1, empty: 1, unauthorized: 0.2, not_found: 0.5,
    unsigned_no: 0.5,
}  # fmt: skip


class Proxy:
    """Serves; picks a fault for each connection."""

    def __init__(self, hall_port: int, seed: int, faulty: float) -> None:
        self.hall_port, self.faulty, self._chance = hall_port, faulty, random.Random(seed)
        self.last_receipt = b""
        self.counts: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()  # that the hall gave
        self._copies: set[asyncio.Task[None]] = set()

    def later(self, ask: Awaitable[bytes], seconds: float) -> None:
        """Deliver again after a while; nobody hears the answer."""

        async def wait() -> None:
            await asyncio.sleep(seconds)
            with suppress(OSError):
                await ask

        task = asyncio.ensure_future(wait())
        self._copies.add(task)
        task.add_done_callback(self._copies.discard)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        fault: Fault = fine
        if self._chance.random() < self.faulty:
            (fault,) = self._chance.choices(list(FAULTS), list(FAULTS.values()))
        self.counts[fault.__name__] += 1
        x = Exchange(self, reader, writer, random.Random(self._chance.random()))
        with suppress(OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_PATIENCE):
                await fault(x)
                await writer.drain()
        writer.close()

    async def finish(self) -> None:
        """What is still to be delivered again."""
        if self._copies:
            await asyncio.wait(self._copies)


async def _main(hall_port: int, seed: int, faulty: float) -> None:
    proxy = Proxy(hall_port, seed, faulty)
    server = await asyncio.start_server(proxy.carry, "127.0.0.1", 0, backlog=512)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    await proxy.finish()
    print(json.dumps({"counts": proxy.counts, "statuses": proxy.statuses}), flush=True)


class Wire:
    """The proxy as a program of its own. A context manager; `port` is where terminals connect."""

    def __init__(self, hall_port: int, seed: int, faulty: float) -> None:
        command = [
            sys.executable,
            "-m",
            "tests.faults.wire.proxy",
            str(hall_port),
            "--seed",
            str(seed),
            "--faulty",
            str(faulty),
        ]
        self._program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT)
        self.port = int(self._said()["port"])
        self.counts: dict[str, int] = {}  # once it has ended: how often it did what
        self.statuses: dict[str, int] = {}  # and what the hall answered

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.close()
        said = self._said()
        self.counts, self.statuses = said["counts"], said["statuses"]
        self._program.stdout.close()
        self._program.wait(10)

    def _said(self) -> dict[str, Any]:
        assert self._program.stdout is not None
        said: dict[str, Any] = json.loads(self._program.stdout.readline())
        return said


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("hall_port", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faulty", type=float, default=0.5)
    given = parser.parse_args()
    asyncio.run(_main(given.hall_port, given.seed, given.faulty))
