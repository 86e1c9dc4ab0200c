"""Crash images: every write and sync of the store is recorded by a VFS, and disks are built of what may have arrived.

What was written before a file's last sync is there. Of what came after, any subset may be: each write whole, not at all,
or torn at a sector of 512 bytes. An image must open, be sound, and hold every application that was acknowledged before
the cut. (As in ALICE, OSDI'14; what an ext4 really does is asked by tests/faults/power.py.)
"""

import random
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from kiosk.runtime.clock import SystemClock
from kiosk.store.store import Store
from tests.faults.disks.commits import COMMITS, _application, _scene
from tests.faults.figures import Figure
from tests.faults.lives.life import LIMITS, TODAY

_SECTOR = 512
_APPLICATIONS = 12  # of one recording
_IMAGES = 400  # of one recording
_VFS = "recorder"


@dataclass(slots=True)
class Tape:
    """What happened, in order: ("write", file, offset, bytes), ("truncate", file, size), ("delete", file), ("sync", file),
    ("told", id)."""

    steps: list[tuple[Any, ...]] = field(default_factory=list)


class _File(apsw.VFSFile):
    """A file of the database or its WAL, through to the real one."""

    def __init__(self, tape: Tape, filename: Any, flags: list[int]) -> None:
        super().__init__("unix", filename, flags)
        name = filename if isinstance(filename, str) else filename.filename()
        self._tape, self._name = tape, Path(name).name

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 (SQLite's names)
        super().xWrite(data, offset)
        self._tape.steps.append(("write", self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._tape.steps.append(("truncate", self._name, size))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._tape.steps.append(("sync", self._name))


class Recorder(apsw.VFS):
    """The machine's own VFS, with a tape running."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        super().__init__(_VFS, "unix", makedefault=True)

    def xOpen(self, name: Any, flags: list[int]) -> _File:  # noqa: N802
        return _File(self._tape, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        self._tape.steps.append(("delete", Path(filename).name))


def measure(trials: int, seed: int) -> list[Figure]:
    """`trials` images."""
    began = time.monotonic()
    faults = Counter[str]()
    done, chance = 0, random.Random(seed)
    while done < trials:
        count = min(_IMAGES, trials - done)
        faults += check(record(), count, chance)
        done += count
    seconds = time.monotonic() - began
    detail = {"images a second": round(done / seconds), **faults}
    return [Figure("application", "crash images", done, faults.total(), seconds, detail=detail)]


def record(pragma: str = "") -> Tape:
    """Applications taken in, concluded, and every third with its receipt. `pragma` plants a wrong setting."""
    tape = Tape()
    recorder = Recorder(tape)
    try:
        with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
            path = Path(name) / "kiosk.db"
            store = Store.open(path, "CJ01", SystemClock(), boot_id="boot", limits=LIMITS)
            if pragma:
                store._database._connection.execute(pragma).fetchall()
            chance = random.Random(1)
            for number in range(1, _APPLICATIONS + 1):
                taken = _application(chance, number)
                store.reserve_slip_number(TODAY)
                store.take_in(taken)
                tape.steps.append(("told", taken.application_id))
                store.conclude(taken.application_id)
                if number % 3 == 0:
                    scene = _scene(Path(name), store)
                    scene.waiting = taken
                    COMMITS["receipt"](scene)
            # Not closed: a clean close would checkpoint what is under test.
            store._database._connection.close()
    finally:
        recorder.unregister()
    return tape


def check(tape: Tape, images: int, chance: random.Random) -> "Counter[str]":
    """Cut the tape at so many moments; what does not hold in the image of each."""
    faults: Counter[str] = Counter()
    first = next(index for index, step in enumerate(tape.steps) if step[0] == "told")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        folder = Path(name) / "image"
        for _ in range(images):
            cut = chance.randrange(first, len(tape.steps)) + 1
            folder.mkdir()
            for file, content in image(tape.steps[:cut], chance).items():
                (folder / file).write_bytes(content)
            told = [step[1] for step in tape.steps[:cut] if step[0] == "told"]
            faults.update(_faults(folder / "kiosk.db", told))
            shutil.rmtree(folder)
    return faults


def image(steps: list[tuple[Any, ...]], chance: random.Random) -> dict[str, bytes]:
    """What may be on the disk after these steps."""
    last_sync = max((index for index, step in enumerate(steps) if step[0] == "sync"), default=-1)
    synced = {step[1]: index for index, step in enumerate(steps) if step[0] == "sync"}
    files: dict[str, bytearray] = {}
    share = chance.choice((0.0, 0.5, 0.9, 1.0))  # how much of what was not synced arrives
    for index, step in enumerate(steps):
        if step[0] == "delete" and index < last_sync:  # a file system with a journal keeps its names in order
            files.pop(step[1], None)
        if step[0] not in ("write", "truncate"):
            continue
        content = files.setdefault(step[1], bytearray())
        is_sure = index < synced.get(step[1], -1)
        if not is_sure and chance.random() >= share:
            continue
        if step[0] == "truncate":
            del content[step[2] :]
            continue
        data = step[3] if is_sure else _torn(step[3], chance)
        content.extend(bytes(max(0, step[2] + len(data) - len(content))))
        content[step[2] : step[2] + len(data)] = data
    return {name: bytes(content) for name, content in files.items()}


def _torn(data: bytes, chance: random.Random) -> bytes:
    """Whole, or only its first sectors."""
    sectors = len(data) // _SECTOR
    return data if sectors < 2 or chance.random() < 0.7 else data[: chance.randrange(1, sectors) * _SECTOR]


def _faults(path: Path, told: list[str]) -> list[str]:
    """Read as SQLite reads it after a power cut: the WAL is recovered, then the whole file is checked."""
    try:
        with apsw.Connection(str(path), vfs="unix") as database:
            if [row[0] for row in database.execute("PRAGMA integrity_check(1)")] != ["ok"]:
                return ["not sound"]
            here = {row[0] for row in database.execute("SELECT id FROM application")}
            due = {row[0] for row in database.execute("SELECT subject FROM outbox WHERE kind = 'application'")}
            papers = {row[0] for row in database.execute("SELECT subject FROM print")}
        database.close()
    except apsw.Error as error:
        return [f"does not open: {type(error).__name__}"]
    return ["lost"] * len(set(told) - here) + ["half an application"] * (not here == due == papers)
