"""Marked people come and go in every way; then everything that is left of the terminal is searched for them.

Ten terminals side by side, each with its own keeper, visits, senders, wires and hall. Visits have no window here (their
glass is a hand's; tests/faults/canary_window.py has the windows); keeper, senders, drivers and store are what ships.
After each visit: disk (state with database, WAL and what was set aside, TMPDIR, HOME, /dev/shm, the log), then the memory,
arguments and environment of every process of the terminal. The visit's end is when the next attract screen stands.
"""

import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, repeat
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

from kiosk.runtime.gate import PIN_FILE, write_pin
from tests.faults.figures import Figure
from tests.faults.traces import marks, people
from tests.faults.traces.endings import ENDINGS, STAFF_PIN
from tests.faults.traces.headless import Gone, Headless, running
from tests.faults.traces.marks import Clean, Hit
from tests.faults.traces.people import Person

TERMINALS = 10
WITHIN = 10.0  # seconds after a visit's end
SHARED = Path("/dev/shm")
_KINDS = ("digits", "name or address", "photo of the card", "signature", "photographed paper")


@dataclass
class Found:
    """What one terminal's visits left, by the way in which they ended."""

    visits: Counter[str] = field(default_factory=Counter)
    on_disk: Counter[str] = field(default_factory=Counter)  # "ending: mark in place" → visits
    in_memory: Counter[str] = field(default_factory=Counter)
    broken_disk: int = 0  # visits after which something was there
    broken_memory: int = 0
    latest: float = 0.0  # seconds from an end to the end of the search
    late: int = 0
    astray: Counter[str] = field(default_factory=Counter)  # visits that did not go as they were meant to: searched too
    at_work: int = 0  # searches while a sender had an application open that waited from before
    unseen: list[str] = field(default_factory=list)  # marks that were not found where they had to be

    def count(self, ending: str, disk: set[str], memory: set[str], took: float) -> None:
        """One visit that ended so, and what of it was found `took` seconds afterwards."""
        self.visits[ending] += 1
        self.on_disk.update(f"{ending}: {what}" for what in disk)
        self.in_memory.update(f"{ending}: {what}" for what in memory)
        self.broken_disk += bool(disk)
        self.broken_memory += bool(memory)
        self.latest = max(self.latest, took)
        self.late += took > WITHIN

    def add(self, other: "Found") -> None:
        for name in ("visits", "on_disk", "in_memory", "astray"):
            getattr(self, name).update(getattr(other, name))
        self.broken_disk += other.broken_disk
        self.broken_memory += other.broken_memory
        self.latest = max(self.latest, other.latest)
        self.late += other.late
        self.at_work += other.at_work
        self.unseen += other.unseen


class Canary:
    """One terminal, and what was searched of it already."""

    def __init__(self, terminal: Headless) -> None:
        self._terminal, self._marks = terminal, people.of_anybody()
        self._clean: dict[int, Clean] = {}
        self._others = set(SHARED.iterdir())  # of /dev/shm: not ours
        self.found = Found()

    def visit(self, person: Person, ending: str, chance: random.Random) -> None:
        """One visit, ended so; then the search."""
        try:
            ENDINGS[ending](self._terminal, person, chance)
        except (TimeoutError, Gone, OSError, ValueError) as error:
            self.found.astray[f"{ending}: {type(error).__name__}"] += 1
            self._terminal.stop(signal.SIGKILL)
        ended = time.monotonic()
        memory = self._in_memory() if self._terminal.keeper is not None else set()
        disk = {f"{hit.what} in {hit.place}" for hit in self._on_disk()}
        self.found.count(ending, disk, memory, time.monotonic() - ended)
        if self._terminal.keeper is None:
            self.begin(ending)

    def begin(self, ending: str = "start") -> None:
        """Switch on, and search what is there before anybody comes: afterwards only what has changed is searched."""
        self._terminal.start()
        left = self._in_memory()
        self.found.in_memory.update(f"{ending}, started again: {what}" for what in left)
        self.found.broken_memory += bool(left)

    def prove(self, person: Person) -> None:
        """That the search finds what is there: in a visit that has come to the signature."""
        self._terminal.to_sign(person)
        seen = {hit.what.split(" as ")[0] for hit in self._hits(self._terminal.visit, own_pages_only=True)}
        self.found.unseen += sorted(set(_KINDS) - seen)
        self._terminal.stop()
        self.begin()

    def _in_memory(self) -> set[str]:
        """What the processes hold that this terminal has now: the keeper, the next visits, their server, senders."""
        deadline = time.monotonic() + WITHIN / 2
        while self._terminal.senders() and time.monotonic() < deadline:
            time.sleep(0.05)
        found: set[str] = set()
        running_now = self._terminal.processes()
        for pid, role in running_now.items():
            if role == "sender":  # it opens the boxes of an application that was kept: that is its work
                self.found.at_work += 1
                continue
            hits = self._hits(pid, own_pages_only=role in ("visit", "standby"))
            found |= {f"{hit.what} in the {hit.place} of {role}" for hit in hits}
        self._clean = {pid: known for pid, known in self._clean.items() if pid in running_now}
        return found

    def _hits(self, pid: int, *, own_pages_only: bool) -> list[Hit]:
        known = self._clean.setdefault(pid, {})
        return marks.in_process(pid, self._marks, own_pages_only=own_pages_only, clean=known)

    def _on_disk(self) -> list[Hit]:
        terminal = self._terminal
        shared = [path for path in SHARED.iterdir() if path not in self._others]
        return marks.in_files([terminal.state, terminal.log, *terminal.private.values(), *shared], self._marks)


_barrier: Barrier | None = None  # of `measure`: the processes that it forks have it


def _all_are_up() -> None:
    """Wait for the other terminals: their start is heavy, and no visit of the run."""
    if _barrier is not None:
        _barrier.wait(600)


def one_terminal(visits: Sequence[tuple[int, str]], seed: int) -> Found:
    """A terminal of its own, from its start to its end, with these people and endings."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="kiosk-canary-") as folder:
        write_pin_first = Path(folder) / "state"
        write_pin_first.mkdir(mode=0o700)
        write_pin(write_pin_first / PIN_FILE, "staff", STAFF_PIN)
        with running(Path(folder), wait_seconds=2.0) as terminal:
            people.lay_paper(terminal.far.pages)
            canary = Canary(terminal)
            canary.prove(Person(9999))
            _all_are_up()
            for serial, ending in visits:
                canary.visit(Person(serial), ending, chance)
    return canary.found


def plan(trials: int, seed: int) -> list[tuple[int, str]]:
    """Who comes and how it ends: every ending equally often, in an order of chance."""
    endings = list(chain.from_iterable(repeat(list(ENDINGS), -(-trials // len(ENDINGS)))))[:trials]
    random.Random(seed).shuffle(endings)
    return list(enumerate(endings))


def measure(trials: int, seed: int) -> list[Figure]:
    """Two figures: what was left on disk, what was left in memory."""
    began = time.monotonic()
    terminals = min(TERMINALS, max(1, trials // 10))
    visits, found, context = plan(trials, seed), Found(), get_context("fork")
    global _barrier
    _barrier = context.Barrier(terminals)
    with ProcessPoolExecutor(terminals, mp_context=context) as pool:
        shares = [visits[number::terminals] for number in range(terminals)]
        for one in pool.map(one_terminal, shares, range(seed, seed + terminals)):
            found.add(one)
    _barrier = None
    return figures("no window: real keeper, visits, senders", trials, terminals, found, time.monotonic() - began)


def figures(what: str, trials: int, terminals: int, found: Found, seconds: float) -> list[Figure]:
    """What was left on disk, and in memory."""
    shared = {"terminals side by side": terminals, "visits that went astray": dict(found.astray)}
    unseen = {"not seen where they had to be": found.unseen} if found.unseen else {}
    detail = {
        "endings": dict(found.visits),
        "searched at the latest (s)": round(found.latest, 1),
        "later than 10 s": found.late,
        "senders at work on an earlier visit's application": found.at_work,
    }
    on_disk, in_memory = {"found": dict(found.on_disk)}, {"found": dict(found.in_memory)}
    is_sound = not (found.unseen or found.astray)
    return [
        Figure("residue", what, trials, found.broken_disk, seconds, "", is_sound, {**shared, **on_disk}),
        Figure(
            "memory", what, trials, found.broken_memory, seconds, "", is_sound and not found.late,
            {**shared, **detail, **unseen, **in_memory},
        ),
    ]  # fmt: skip
