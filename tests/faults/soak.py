"""Ten thousand visits through one keeper: its memory, descriptors and threads stay as they are.

The keeper is the process that ships, with its store, lanes, printer and senders; visits are processes without a window
(traces/headless_visit.py) that open real drivers on simulated wires. Every STRIDE visits the keeper is looked at;
what it grows by is the slope of its own memory (private pages: what it shares with nobody) by least squares, after what
it takes to warm up.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.runtime.gate import PIN_FILE, write_pin
from kiosk.session import events as e
from kiosk.session import snapshot as s
from tests.faults.figures import Figure
from tests.faults.traces import endings
from tests.faults.traces.headless import Headless, running
from tests.faults.traces.people import Person

STRIDE = 250
_WARM = 1000  # visits until caches and arenas are as large as they get
_MOST = 200.0  # bytes a visit
_WAIT = 30.0

Kind = Callable[[Headless, Person, random.Random], None]


@dataclass(frozen=True, slots=True)
class Look:
    """The keeper after so many visits."""

    visits: int
    private: int  # bytes
    descriptors: int
    threads: int
    database: int  # bytes, with its log


def left_at_home(terminal: Headless, person: Person, chance: random.Random) -> None:
    terminal.to_home()
    terminal.touch(e.CancelPressed())
    terminal.next_visit()


def ticket(terminal: Headless, person: Person, chance: random.Random) -> None:
    """A queue number of the hall, with its paper."""
    terminal.to_home()
    terminal.touch(e.TicketsOpened())
    terminal.sees(s.TicketsShown)
    terminal.touch(e.GroupChosen("civil"))
    terminal.sees(s.TicketShown)
    terminal.slip_ends()
    terminal.touch(e.NextPressed())
    terminal.next_visit()


def cancelled(terminal: Headless, person: Person, chance: random.Random) -> None:
    """In the form, with a card that was read."""
    terminal.to_form(person)
    terminal.far.reader.ask("lift")
    terminal.touch(e.CancelPressed())
    terminal.sees_over(s.CancelAsked)
    terminal.touch(e.CancelConfirmed())
    terminal.next_visit()


# Of 20 visits so many: an application costs the start of a sender, which is half of a core's second.
MIX: Mapping[str, tuple[Kind, int]] = {
    "left at home": (left_at_home, 7),
    "queue number": (ticket, 6),
    "cancelled in the form": (cancelled, 4),
    "finished": (endings.finished, 2),
    "staff's PIN": (endings.staff, 1),
}


def measure(trials: int, seed: int) -> list[Figure]:
    """One figure: bytes a visit, and whether descriptors and threads are as at first."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kiosk-soak-") as folder:
        state = Path(folder) / "state"
        state.mkdir(mode=0o700)
        write_pin(state / PIN_FILE, "staff", endings.STAFF_PIN)
        with running(Path(folder)) as terminal:
            looks, kinds = soak(terminal, trials, seed)
    return [_figure(looks, kinds, trials, time.monotonic() - began)]


def soak(terminal: Headless, trials: int, seed: int) -> tuple[list[Look], Counter[str]]:
    """The visits, and what the keeper was like on the way."""
    chance, kinds = random.Random(seed), Counter[str]()
    names, weights = list(MIX), [share for _, share in MIX.values()]
    stride = min(STRIDE, max(1, trials // 12))
    looks = [look(terminal, 0)]
    for number in range(1, trials + 1):
        name = chance.choices(names, weights)[0]
        MIX[name][0](terminal, Person(number % 10_000), chance)
        kinds[name] += 1
        if number % stride == 0:
            looks.append(look(terminal, number))
    return looks, kinds


def look(terminal: Headless, visits: int) -> Look:
    """The keeper at rest: no sender under way, the visit before the last gone."""
    assert terminal.keeper is not None
    pid, deadline = terminal.keeper.pid, time.monotonic() + _WAIT
    while (len(terminal.processes()) != 4 or _ending(pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return Look(
        visits=visits,
        private=_private(pid),
        descriptors=_count(pid, "fd"),
        threads=_count(pid, "task"),
        database=sum(path.stat().st_size for path in terminal.state.glob("kiosk.db*")),
    )


def _ending(pid: int) -> bool:
    """Whether a visit's end is still waited for: a thread for each link, and none besides the lanes'."""
    before = _count(pid, "task")
    time.sleep(0.1)
    return _count(pid, "task") != before


def _count(pid: int, what: str) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/{what}").iterdir())


def _private(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def slope(looks: list[Look], of: Callable[[Look], int]) -> float:
    """Growth a visit, by least squares, once warm."""
    return float(np.polyfit([each.visits for each in looks], [of(each) for each in looks], 1)[0])


def is_flat(looks: list[Look], of: Callable[[Look], int]) -> bool:
    """Whether the second half never has more than the first had: one more now and then is a connection that is kept."""
    middle = len(looks) // 2
    return max(map(of, looks[middle:])) <= max(map(of, looks[:middle]))


def _figure(looks: list[Look], kinds: Counter[str], trials: int, seconds: float) -> Figure:
    warm = [each for each in looks if each.visits >= min(_WARM, trials // 3)]
    grown, first, last = slope(warm, lambda each: each.private), warm[0], looks[-1]
    flat = is_flat(warm, lambda each: each.descriptors) and is_flat(warm, lambda each: each.threads)
    detail = {
        "memory (MB)": [round(each.private / 1e6, 2) for each in (looks[0], first, last)],
        "descriptors": [each.descriptors for each in (looks[0], first, last)],
        "threads": [each.threads for each in (looks[0], first, last)],
        "database (kB)": [each.database // 1000 for each in (looks[0], first, last)],
        "visits a second": round(trials / seconds, 1),
        "visits": dict(kinds),
    }
    value = f"{grown / 1000:.3f} kB a visit, {last.descriptors} descriptors, {last.threads} threads"
    return Figure("soak", "no window: one real keeper", trials, 0, seconds, value, grown < _MOST and flat, detail)
