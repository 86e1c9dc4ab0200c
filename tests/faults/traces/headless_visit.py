"""A visit in a process of its own, without a window, forked from a warm server: imports cost more than the visit.

It is the visit that ships, with the drivers that ship; instead of a window it has a glass that tells a hand outside what
is shown and posts what the hand does. Over one Unix connection each visit: pickles, 4 bytes of length before each.
"""

import io
import os
import pickle
import queue
import signal
import socket
import struct
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.backend.hardening import harden
from kiosk.cli import visit_parts
from kiosk.cli.setup import Setup, read_setup
from kiosk.ports.document_camera import Frame
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.link import Link
from kiosk.runtime.logs import configure
from kiosk.runtime.visit import Visit
from kiosk.runtime.wipe import WINDOWS, Report
from kiosk.session.events import Event
from kiosk.session.snapshot import Snapshot

_HEAD = struct.Struct(">I")
_DISMISSAL = 3.0  # as kiosk.cli.visit_process has it


class MovableClock(SystemClock):
    """The machine's clock, with a hand on it."""

    moved = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.moved

    def utc_now(self) -> datetime:
        return super().utc_now() + timedelta(seconds=self.moved)


def put(wire: socket.socket, value: Any) -> None:
    """Send one value."""
    content = pickle.dumps(value)
    wire.sendall(_HEAD.pack(len(content)) + content)


def take(wire: socket.socket) -> Any:
    """Wait for one value. Raises OSError where the other end has gone."""
    (size,) = _HEAD.unpack(_read(wire, _HEAD.size))
    return pickle.loads(_read(wire, size))  # noqa: S301 (both ends are ours)


def _read(wire: socket.socket, size: int) -> bytes:
    content = io.BytesIO()
    while (left := size - content.tell()) > 0:
        piece = wire.recv(left)
        if not piece:
            raise ConnectionError("the other end has gone")
        content.write(piece)
    return content.getvalue()


class Glass:
    """Implements kiosk.runtime.visit.Window. Nobody hears of it before it comes up."""

    def __init__(self, at: str, clock: MovableClock) -> None:
        self._at, self._clock = at, clock
        self._told: queue.SimpleQueue[Snapshot | None] = queue.SimpleQueue()
        self._wire: socket.socket | None = None
        self.visit: Visit | None = None
        self._breaks = False

    def reveal(self) -> None:
        self._wire = wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.connect(self._at)
        put(wire, os.getpid())
        for work in (self._tell, self._obey):
            threading.Thread(target=work, args=(wire,), daemon=True).start()

    def show(self, snapshot: Snapshot) -> None:
        if self._breaks and self.visit is not None:
            self.visit.break_off()
            return
        self._told.put(snapshot)

    def preview(self, frame: Frame) -> None:
        return

    def forget(self) -> Report:
        return tuple((name, "cleared") for name in WINDOWS)

    def _tell(self, wire: socket.socket) -> None:
        while True:
            try:
                put(wire, self._told.get())
            except OSError:
                return  # the hand has gone; the visit lives on

    def _obey(self, wire: socket.socket) -> None:
        assert self.visit is not None
        while True:
            try:
                order = take(wire)
            except OSError:
                return
            if isinstance(order, Event):
                self.visit.post(order)
            elif order == "break":
                self._breaks = True
                self.visit.break_off()
            else:
                self._clock.moved += float(order)


def live(setup: Setup, link: Link, glass_at: str) -> None:
    """As kiosk.cli.visit_process: stand by, take over, live through one visit, and go."""
    code = 1
    try:
        harden(outlives_parent=True)
        clock = MovableClock()
        glass = Glass(glass_at, clock)
        visit = Visit(
            visit_parts.world(setup),
            link,
            glass,
            clock,
            visit_parts.devices(setup, SystemClock()),
            visit_parts.inquiries(setup),
            tick=0.1,
        )
        glass.visit = visit
        signal.signal(signal.SIGTERM, lambda *_: visit.leave())
        visit.run()
        visit.wait_dismissed(_DISMISSAL)
        code = 0
    except BaseException as error:
        print("visit broke:", type(error).__name__, file=sys.stderr)
    finally:
        os._exit(code)


def serve(server: socket.socket, setup: Setup, glass_at: str) -> None:
    """Fork a visit for each link that comes in, and answer with its process id; ends with the keeper."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here: the keeper looks at them itself
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        content, handed, _, _ = socket.recv_fds(server, 1, 1)
        if not content:
            return
        pid = os.fork()
        if pid == 0:
            server.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            live(setup, Link(socket.socket(fileno=handed[0])), glass_at)
        os.close(handed[0])
        server.sendall(struct.pack(">i", pid))


def main() -> None:
    """`python -m tests.faults.traces.headless_visit TERMINAL STATE SERVER-FD GLASS`."""
    from devices.document_camera import frames  # noqa: F401 (what a first visit would load)

    configure(personal=True)
    setup = read_setup(Path(sys.argv[1]), Path(sys.argv[2]))
    serve(socket.socket(fileno=int(sys.argv[3])), setup, sys.argv[4])


if __name__ == "__main__":
    main()
