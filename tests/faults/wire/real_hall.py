"""The hall that we ship, as a program of its own, and what lies in its database afterwards."""

import base64
import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.hall.hall import open_hall
from kiosk.hall.settings import HallSettings
from kiosk.runtime.clock import SystemClock

_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Arrived:
    """One application as the hall has it. `order` counts the hall's receipts."""

    id: str
    body_sha256: str
    number: str
    resident: str
    nth: int  # of this resident
    order: int
    received_at: str


@dataclass(frozen=True, slots=True)
class RealHall:
    """A hall that serves. `tokens` by terminal."""

    folder: Path
    port: int
    key: str
    tokens: dict[str, str] = field(repr=False)

    def arrived(self) -> list[Arrived]:
        """Every application, in the order of the receipts."""
        with closing(sqlite3.connect(self.folder / "hall.db")) as database:
            rows = database.execute("SELECT id, body, number, received_at FROM application ORDER BY number").fetchall()
        return [_arrived(order, *row) for order, row in enumerate(rows)]

    def pictures(self) -> dict[str, set[str]]:
        """The true hashes of each application's pictures; whatever its name says."""
        with closing(sqlite3.connect(self.folder / "hall.db")) as database:
            found: dict[str, set[str]] = {}
            for application_id, content in database.execute("SELECT application_id, content FROM material"):
                found.setdefault(application_id, set()).add(hashlib.sha256(content).hexdigest())
        return found


def _arrived(order: int, id_: str, body: bytes, number: str, received_at: str) -> Arrived:
    said = json.loads(body)["answers"]
    digest = hashlib.sha256(body).hexdigest()
    return Arrived(id_, digest, number, said["resident"], int(said["nth"]), order, received_at)


@contextmanager
def real_hall(folder: Path, terminals: list[str], per_minute: int = 0) -> Iterator[RealHall]:
    """`kiosk hall serve` with these terminals enrolled; 0 takes applications as they come."""
    program = [sys.executable, "-m", "kiosk.cli.hall"]
    opened = open_hall(folder, HallSettings(), SystemClock())
    tokens = [opened.add_terminal(terminal) for terminal in terminals]
    opened.engine.dispose()
    serve = [*program, "serve", "--state", str(folder), "--per-minute", str(per_minute)]
    with subprocess.Popen(serve, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            ready = json.loads(process.stdout.readline())
            base64.b64decode(ready["public_key"], validate=True)
            yield RealHall(folder, ready["port"], ready["public_key"], dict(zip(terminals, tokens, strict=True)))
        finally:
            process.terminate()
            process.wait(10)
