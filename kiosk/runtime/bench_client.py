"""Asks a simulator's control socket: what tests, the demo and the bench panel do with their hands."""

import socket
from pathlib import Path
from typing import Any

from kiosk.ports.bench import BenchAnswer, BenchRequest


class BenchClient:
    """One simulator's control socket; a connection for each request."""

    def __init__(self, path: Path | str, timeout: float = 5.0) -> None:
        self._path = str(path)
        self._timeout = timeout

    def ask(self, op: str, **arguments: Any) -> dict[str, Any]:
        """Do it; returns the state afterwards. Raises ValueError with the simulator's problem, OSError without one."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
            wire.settimeout(self._timeout)
            wire.connect(self._path)
            wire.sendall(BenchRequest(op, arguments).encode())
            with wire.makefile("rb") as lines:
                answer = BenchAnswer.decode(lines.readline())
        if not answer.ok:
            raise ValueError(answer.problem)
        return answer.state
