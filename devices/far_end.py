"""The far end of a wire as a program: a pseudo-terminal (or TCP port), a control socket, and line time.

Both simulators run on it. One thread, one `select`: bytes from the host go to the device, its answers go back no faster
than the line carries them, and what a hand does comes over the control socket (types: kiosk.ports.bench).
A pseudo-terminal carries bytes at once and in any number, so the line's time is kept here.
"""

import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from devices.wires import Wire
from kiosk.ports.bench import BenchAnswer, BenchRequest

_TICK = 0.002  # while something moves; otherwise the loop sleeps in select
_IDLE = 1.0
_LONGEST_REQUEST = 65_536


class Device(Protocol):
    """What a simulator is to the program around it. It reads no clock: the time is an argument."""

    def feed(self, data: bytes, now: float) -> bytes:
        """Bytes from the host; returns what is answered at once."""
        ...

    def tick(self, now: float) -> bytes:
        """Called often while `busy`; returns what has become due."""
        ...

    @property
    def busy(self) -> bool: ...

    def do(self, op: str, arguments: dict[str, Any]) -> bytes:
        """What a hand does; returns bytes that go onto the wire by themselves. Raises ValueError, KeyError."""
        ...

    def reset(self) -> None: ...

    def state(self) -> dict[str, Any]: ...


Look = Callable[[], dict[str, Any]]  # what an op tells that changes nothing and is too large for every state


class LineTime:
    """How many bytes a line of `rate` bytes a second has carried by now. No rate: any number."""

    def __init__(self, rate: float | None) -> None:
        self._rate = rate
        self._free_at = 0.0

    def room(self, now: float, slack: float = 0.02) -> int:
        """Bytes that may pass now. After a pause up to `slack` seconds are made up for, as a late loop needs it."""
        if self._rate is None:
            return 65_536
        self._free_at = max(self._free_at, now - slack)
        return int((now - self._free_at) * self._rate)

    def start(self, now: float) -> None:
        """A line that was idle carries its first byte from now on."""
        self._free_at = max(self._free_at, now)

    def passed(self, count: int) -> None:
        if self._rate is not None:
            self._free_at += count / self._rate


class FarEnd:
    """One device at the end of one wire, with its control socket. `looks` are ops that only tell, by name."""

    def __init__(
        self,
        device: Device,
        wire: Wire,
        control: Path | None,
        rate: float | None = 11_520,
        looks: Mapping[str, Look] | None = None,
    ) -> None:
        self._device = device
        self._looks = looks or {}
        self._wire = wire
        self._control = control
        self._to_host = LineTime(rate)
        self._from_host = LineTime(rate)
        self._outgoing = bytearray()
        self._selector = selectors.DefaultSelector()
        self._listener: socket.socket | None = None
        self._pending: dict[socket.socket, bytearray] = {}
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = False

    def stop(self) -> None:
        """From any thread or a signal: `run` returns soon."""
        self._stopping = True
        try:
            os.write(self._wake_write, b"x")
        except OSError:
            return  # it has ended already

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop` or the op `quit`; the link and the socket are gone afterwards."""
        try:
            self._wire.plug()
            self._listen()
            self._selector.register(self._wake_read, selectors.EVENT_READ)
            ready()
            while not self._stopping:
                self._turn()
        finally:
            self._close()

    def _listen(self) -> None:
        if self._control is None:
            return
        self._control.parent.mkdir(parents=True, exist_ok=True)
        self._control.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self._control))
        self._listener.listen()
        self._selector.register(self._listener, selectors.EVENT_READ)

    def _turn(self) -> None:
        full = self._from_host.room(time.monotonic()) < 1  # the line is busy: watching it would spin
        number = None if full else self._wire.fileno()
        if number is not None:
            self._selector.register(number, selectors.EVENT_READ)
        soon = full or self._outgoing or self._device.busy
        for key, _ in self._selector.select(_TICK if soon else _IDLE):
            self._serve(key.fileobj)
        if number is not None:
            self._selector.unregister(number)
        self._exchange(time.monotonic())

    def _serve(self, ready: object) -> None:
        if ready is self._listener and self._listener is not None:
            client, _ = self._listener.accept()
            self._pending[client] = bytearray()
            self._selector.register(client, selectors.EVENT_READ)
        elif isinstance(ready, socket.socket) and ready in self._pending:
            self._hear(ready)

    def _exchange(self, now: float) -> None:
        room = self._from_host.room(now)
        data = self._wire.read(room) if room else b""
        self._from_host.passed(len(data))
        before = bool(self._outgoing)
        self._outgoing += (self._device.feed(data, now) if data else b"") + self._device.tick(now)
        if self._outgoing and not before:
            self._to_host.start(now)
        if self._outgoing:
            sent = self._wire.write(bytes(self._outgoing[: self._to_host.room(now, slack=1.0)]))
            self._to_host.passed(sent)
            del self._outgoing[:sent]

    def _hear(self, client: socket.socket) -> None:
        try:
            data = client.recv(4096)
        except OSError:
            data = b""
        buffer = self._pending[client]
        buffer += data
        if not data or len(buffer) > _LONGEST_REQUEST:
            self._selector.unregister(client)
            del self._pending[client]
            client.close()
            return
        while b"\n" in buffer:
            line, _, rest = bytes(buffer).partition(b"\n")
            buffer[:] = rest
            try:
                client.sendall(self._answer(line).encode())
            except OSError:
                return  # the hand went away; the next recv closes its end

    def _answer(self, line: bytes) -> BenchAnswer:
        try:
            request = BenchRequest.decode(line)
            if request.op in self._looks:
                return BenchAnswer(True, {**self._state(), **self._looks[request.op]()})
            self._do(request)
        except (ValueError, KeyError, TypeError) as error:
            return BenchAnswer(False, self._state(), f"{type(error).__name__}: {error}")
        return BenchAnswer(True, self._state())

    def _do(self, request: BenchRequest) -> None:
        if request.op == "unplug":
            self._wire.unplug()
            self._outgoing.clear()
        elif request.op == "plug":
            self._wire.plug()
        elif request.op == "reset":
            self._outgoing.clear()
            self._device.reset()
            self._wire.plug()
        elif request.op == "quit":
            self._stopping = True
        elif request.op != "state":
            self._outgoing += self._device.do(request.op, request.arguments)

    def _state(self) -> dict[str, Any]:
        return {"plugged": self._wire.plugged, "sending": len(self._outgoing), **self._device.state()}

    def _close(self) -> None:
        self._wire.unplug()
        for client in list(self._pending):
            client.close()
        if self._listener is not None and self._control is not None:
            self._listener.close()
            self._control.unlink(missing_ok=True)
        self._selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)


def run_until_told(far_end: FarEnd, ready: Callable[[], None]) -> None:
    """Run as a program: SIGTERM and SIGINT end it in order."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: far_end.stop())
    far_end.run(ready)
