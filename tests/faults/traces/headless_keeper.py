"""The keeper as it ships, in a process of its own; its visits are forked from a warm server and have no window.

`python -m tests.faults.traces.headless_keeper TERMINAL STATE GLASS`: what `kiosk run` is, but for the visits' windows.
"""

import os
import select
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from kiosk.cli.setup import read_setup
from kiosk.runtime.link import Link, pair
from kiosk.runtime.logs import configure


class Handle:
    """A process that is nobody's child here; closed when it is forgotten."""

    def __init__(self, pid: int) -> None:
        self.pid, self._fd = pid, -1
        with suppress(ProcessLookupError):  # it has gone already
            self._fd = os.pidfd_open(pid)

    def has_gone(self, patience: float = 0.0) -> bool:
        return self._fd < 0 or bool(select.select([self._fd], [], [], patience)[0])

    def __del__(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)


class ForkedVisit:
    """Implements kiosk.runtime.visits.VisitProcess."""

    def __init__(self, server: socket.socket) -> None:
        ours, theirs = pair()
        socket.send_fds(server, [b"v"], [theirs.fileno()])
        theirs.close()
        self._handle = Handle(struct.unpack(">i", server.recv(4, socket.MSG_WAITALL))[0])
        self.link = Link(ours)

    def is_alive(self) -> bool:
        return not self._handle.has_gone()

    def end(self, patience: float) -> None:
        if not self._handle.has_gone(patience):
            with suppress(ProcessLookupError):
                os.kill(self._handle.pid, signal.SIGKILL)


def main() -> None:
    configure()
    terminal_file, state, glass = sys.argv[1:4]
    ours, theirs = socket.socketpair()
    command = [
        sys.executable,
        "-m",
        "tests.faults.traces.headless_visit",
        terminal_file,
        state,
        str(theirs.fileno()),
        glass,
    ]
    server = subprocess.Popen(command, pass_fds=(theirs.fileno(),))
    theirs.close()
    setup = read_setup(Path(terminal_file), Path(state))

    def spawn() -> ForkedVisit:
        return ForkedVisit(ours)

    from kiosk.cli.keeper_process import keep

    try:
        keep(setup, spawn(), spawn)
    finally:
        ours.close()
        server.wait()


if __name__ == "__main__":
    main()
