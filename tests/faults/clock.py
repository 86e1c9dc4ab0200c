"""The wall clock jumps by up to thirty years, both ways, in the middle of visits, while the monotonic clock goes on.

A real keeper, real visits without a window, real drivers on simulators, a real hall whose own clock is right
(tests/flows/terminal.py). A visit begins with the time of day set right: with another year on the clock a card has run
out and a person is too young, and to be told so is right. From the form on the clock jumps before every step.
"""

import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from kiosk.cli import bench
from kiosk.session import events as e
from kiosk.session import snapshot as s
from tests.faults.figures import Figure
from tests.flows.terminal import MovableClock, Terminal, VisitThread, eventually

_YEARS = 30
_VISITS = 12  # of one terminal, then its books are checked
_DAY = 86_400.0
_WAITS = 90.0  # seconds of the screens that this harness leaves alone
_QUICK = {"backend": {"wait_seconds": "0.3"}}


class JumpingClock(MovableClock):
    """MovableClock moves both clocks together; this one's wall clock jumps by itself too."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong = timedelta()

    def utc_now(self) -> datetime:
        return super().utc_now() + self.wrong


@dataclass(slots=True)
class Tally:
    """One run: jumps made, what residents were told, what did not hold."""

    chance: random.Random
    most: int
    jumps: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)  # (word, number)
    tickets: list[str] = field(default_factory=list)
    visits: "Counter[str]" = field(default_factory=Counter)
    faults: "Counter[str]" = field(default_factory=Counter)

    def jump(self, terminal: Terminal) -> None:
        """Somewhere within thirty years of the right time, now and then only a day off."""
        longest = _DAY if self.chance.random() < 0.3 else _YEARS * 365 * _DAY
        _clock(terminal).wrong = timedelta(seconds=self.chance.uniform(-longest, longest))
        self.jumps += 1


def measure(trials: int, seed: int) -> list[Figure]:
    """`trials` jumps."""
    began = time.monotonic()
    tally = Tally(random.Random(seed), trials)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))  # every wipe is a line
    try:
        with tempfile.TemporaryDirectory() as name, _bench(Path(name) / "bench") as far:
            number = 0
            while tally.jumps < trials:
                _one_terminal(far, Path(name) / str(number), tally)
                number += 1
    finally:
        structlog.reset_defaults()
    detail = {**tally.visits, **tally.faults}
    return [Figure("clock", "jumps", tally.jumps, tally.faults.total(), time.monotonic() - began, detail=detail)]


def _bench(folder: Path) -> bench.Bench:
    return bench.start(folder, card_time=0.0, paper_speed=5000.0, baud=4_000_000)


def _one_terminal(far: bench.Bench, folder: Path, tally: Tally) -> None:
    for end in (far.reader, far.printer, far.scanner, far.face, far.hall):
        end.ask("reset")
    tally.told, tally.tickets = [], []
    terminal = Terminal(far, folder, _QUICK)
    terminal.clock = JumpingClock()
    terminal.start()
    try:
        journal = 0
        for _ in range(_VISITS):
            if tally.jumps >= tally.most:
                break
            kind = tally.chance.choice(sorted(_VISITORS))
            try:
                _set_right(terminal)
                _VISITORS[kind](terminal, tally)
                tally.visits[kind] += 1
            except AssertionError as gap:
                shown = type(terminal.now.shown).__name__ if terminal.now else "nothing"
                cause = str(gap) if str(gap).startswith("timed out") else f"stuck at {shown}"
                tally.faults[f"{kind}: {cause}"] += 1
                break
            rows = terminal.stored("SELECT count(*) FROM journal")[0][0]
            tally.faults["journal deleted early"] += rows < journal
            journal = rows
        _check(terminal, tally)
        tally.faults += Counter()  # only what there is
    finally:
        terminal.stop()


# ---- who comes --------------------------------------------------------------------------------------------------------


def _applies(terminal: Terminal, tally: Tally) -> None:
    """The usual way to the slip."""
    first = terminal.here
    for step in (terminal._home, terminal._guide, terminal._notice, terminal._identity, terminal._form):
        step()
    for step in (terminal._materials, terminal._review, terminal._sign, terminal._done):
        tally.jump(terminal)
        step()
    tally.jump(terminal)
    done = terminal.slip_ends()
    tally.told.append((done.outcome, done.number))
    tally.faults["no slip"] += done.slip != "printed"
    terminal.bench.reader.ask("lift")
    terminal.touch(e.NextPressed())
    _gone(terminal, first)


def _applies_offline(terminal: Terminal, tally: Tally) -> None:
    """The hall gives no receipt: it is kept, whatever year it is."""
    terminal.bench.hall.ask("mode", mode="500")
    try:
        _applies(terminal, tally)
    finally:
        terminal.bench.hall.ask("mode", mode="ok")


def _leaves(terminal: Terminal, tally: Tally) -> None:
    """Somebody walks away from the form: her time-out comes when it is due, not before and not never."""
    first = terminal.here
    for step in (terminal._home, terminal._guide, terminal._notice, terminal._identity, terminal._form):
        step()
    terminal.settle()
    for part in (0.3, 0.3):
        tally.jump(terminal)
        terminal.pass_time(part * _WAITS)
        time.sleep(0.15)  # three ticks of the visit: an early time-out shows itself
        assert terminal.current is first, "timed out early"
    tally.jump(terminal)
    terminal.pass_time(0.5 * _WAITS)
    terminal.bench.reader.ask("lift")
    _gone(terminal, first)


def _takes_a_ticket(terminal: Terminal, tally: Tally) -> None:
    """A number of our own: the hall is away."""
    first = terminal.here
    terminal.bench.hall.ask("mode", mode="500")
    try:
        tally.jump(terminal)
        terminal._home()
        tally.jump(terminal)
        terminal.touch(e.TicketsOpened())
        terminal.sees(s.TicketsShown)
        terminal.touch(e.GroupChosen("civil"))
        terminal.sees(s.TicketShown)
        shown = terminal.slip_ends()
        tally.tickets.append(shown.number)
    finally:
        terminal.bench.hall.ask("mode", mode="ok")
    terminal.touch(e.NextPressed())
    _gone(terminal, first)


_VISITORS: dict[str, Callable[[Terminal, Tally], None]] = {
    "applies": _applies, "applies offline": _applies_offline, "leaves": _leaves, "takes a ticket": _takes_a_ticket,
}  # fmt: skip


# ---- the books --------------------------------------------------------------------------------------------------------


def _check(terminal: Terminal, tally: Tally) -> None:
    """Everything arrives, once; every paper is there, once."""
    _drain(terminal, tally)
    arrived = terminal.arrived()
    slips = Counter(row[1] for row in arrived)
    tally.faults["submitted twice"] += sum(count - 1 for count in slips.values())
    known = {number for row in arrived for number in row[:2]}
    tally.faults["lost"] += sum(number not in known for _, number in tally.told)
    tally.faults["number twice"] += len(tally.told) - len({number for _, number in tally.told})
    days = terminal.stored("SELECT business_date, number, count(*) FROM ticket GROUP BY 1, 2")
    tally.faults["ticket twice"] += sum(row[2] - 1 for row in days)
    tally.faults["ticket lost"] += len(tally.tickets) - sum(row[2] for row in days)
    papers = ["".join(paper["lines"]) for paper in terminal.papers]
    for _, number in tally.told:
        out = sum(number in paper for paper in papers)
        tally.faults["slip missing"] += out == 0
        tally.faults["slip doubled"] += max(0, out - 1)


def _drain(terminal: Terminal, tally: Tally) -> None:
    """Let the longest back-off pass, in whatever year it is."""
    tally.jump(terminal)
    for _ in range(8):
        terminal.pass_time(301)
        try:
            eventually(lambda: not terminal.stored("SELECT 1 FROM outbox WHERE state = 'waiting'"), 8.0)
        except AssertionError:
            continue
        return
    tally.faults["not sent"] += len(terminal.stored("SELECT 1 FROM outbox WHERE state = 'waiting'"))


def _gone(terminal: Terminal, first: VisitThread) -> None:
    terminal.until(lambda shown: terminal.current is not first and isinstance(shown.shown, s.AttractShown))


def _set_right(terminal: Terminal) -> None:
    _clock(terminal).wrong = -timedelta(seconds=terminal.clock.moved)


def _clock(terminal: Terminal) -> Any:
    return terminal.clock
