"""A week without a line, then 500 applications that wait: how long until the hall has them, and how it was treated.

The week passes on a clock that the harness moves: residents come, nothing can be sent, and the terminal knocks at a port
where nobody listens. Then the line is there, and everything is real: the hall that we ship with its limit, a process for
each try, the clock. In the middle of it somebody comes who waits at the glass.
"""

import json
import random
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty

from kiosk.backend import send
from kiosk.backend.client import Backend
from kiosk.backend.sender import SendJob, SendResult, run_sender
from kiosk.contract.signing import public_key
from kiosk.errors import StoreFull
from kiosk.store.records import Limits
from tests.faults.figures import Figure
from tests.faults.wire.proxy import Wire
from tests.faults.wire.real_hall import Arrived, RealHall, real_hall
from tests.faults.wire.waiting_terminal import WaitingTerminal, is_quiet, refusing_port, settle
from tests.flows.terminal import MovableClock

PER_MINUTE = 300  # the hall's own default
_DAY, _STEP = 86400.0, 60.0
_MUST = 600.0  # seconds
_PICTURES = 4  # every so manieth has one, of two pieces
_PICTURE = 300_000
_GIVE_UP = 1800.0


def measure(trials: int, seed: int, days: float = 7.0) -> list[Figure]:
    """`trials` applications within the week, or as many `days` as make the budget."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        hall_folder = Path(folder) / "hall"
        with real_hall(hall_folder, ["CJ01"], PER_MINUTE) as hall, Wire(hall.port, seed, 0.0) as wire:
            week = _Week(Path(folder) / "CJ01", hall, wire.port, trials, seed, days)
            week.pass_offline()
            drained = week.drain()
        arrived = hall.arrived()
        faults = week.compared(arrived, wire.statuses)
        week.close()
    detail = {**week.detail, "fastest minute": _busiest(arrived), "hall's limit": PER_MINUTE, **faults}
    return [
        Figure(
            "offline", f"{days:g} days offline, {trials} applications", trials, sum(faults.values()),
            time.monotonic() - began, f"drained in {drained:.0f} s", drained < _MUST, detail,
        )
    ]  # fmt: skip


class _Week:
    """One terminal's."""

    def __init__(self, folder: Path, hall: RealHall, port: int, trials: int, seed: int, days: float) -> None:
        self._chance, self._clock, self._trials = random.Random(seed), MovableClock(), trials
        self._url, self._nobody, self._is_up = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{refusing_port()}", False
        self._seconds = days * _DAY
        self.detail: dict[str, object] = {}
        self.faults: Counter[str] = Counter()
        self._tries = 0
        self._pace: int | None = None
        to = (self._url, hall.tokens["CJ01"], hall.key)
        self._backend = Backend(to[0], "CJ01", to[1], public_key(to[2]), self._clock)
        self._terminal = WaitingTerminal(
            folder, "CJ01", self._clock, self._chance, to, self._send, lambda: self._pace,
            Limits(pending=trials, free_bytes=0, age=timedelta(days=days)),
        )  # fmt: skip
        self._got: dict[str, float] = {}
        self._terminal.sending.ended = lambda id_, _: self._got.setdefault(id_, time.monotonic())

    def pass_offline(self) -> None:
        """Residents come whenever they come; at the end of the week the budget is used up, and nobody may begin."""
        comes = sorted(self._chance.uniform(0, self._seconds - 3600) for _ in range(self._trials))
        residents = [f"{self._chance.randrange(10**17, 10**18)}" for _ in range(max(2, self._trials // 3))]
        passed = 0.0
        while passed < self._seconds + 3600:
            while comes and comes[0] <= passed:
                comes.pop(0)
                self.faults["no room for who came"] += not self._has_room()
                self._take_in(self._chance.choice(residents))
            self._clock.moved += _STEP
            passed += _STEP
            self._terminal.sending.breathe()
            while not is_quiet(self._terminal):
                settle(self._terminal)
        self.faults["room beyond the budget"] += self._has_room()
        self.detail["tries in the week"] = self._tries

    def drain(self) -> float:
        """Seconds from the line's return until nothing waits any more."""
        self._is_up, began = True, time.monotonic()
        self._pace = self._backend.hello().applications_per_minute
        self._terminal.store.line_works()  # as the hall desk does when the hall answers again
        fresh = ""
        while self._terminal.store.pending().count and time.monotonic() - began < _GIVE_UP:
            if not fresh and len(self._got) >= self._trials // 2:
                fresh, came = self._take_in("320699194103120249"), time.monotonic()
                self._terminal.sending.hurry(fresh)
            self._terminal.sending.breathe()
            self._hear()
        seconds = time.monotonic() - began
        self.detail["at the glass meanwhile"] = f"{self._got[fresh] - came:.1f} s" if fresh in self._got else "–"
        self.faults["no room afterwards"] += not self._has_room()
        return seconds

    def compared(self, arrived: list[Arrived], statuses: dict[str, int]) -> Counter[str]:
        """Violations: what is not there as it was signed, and what the hall had to turn away."""
        there = {each.id: each.body_sha256 for each in arrived}
        self.faults["lost"] += sum(there.get(id_) != digest for id_, digest in self._terminal.bodies.items())
        self.faults["twice"] += len(arrived) - len(there) + sum(id_ not in self._terminal.bodies for id_ in there)
        self.faults["past the limit"] += statuses.get("429", 0)
        return Counter({cause: count for cause, count in self.faults.items() if count})

    def close(self) -> None:
        self._terminal.close()

    def _take_in(self, resident: str) -> str:
        is_pictured = len(self._terminal.bodies) % _PICTURES == 0
        return self._terminal.take_in(resident, _PICTURE if is_pictured else 0)

    def _has_room(self) -> bool:
        try:
            self._terminal.store.require_room()
        except StoreFull:
            return False
        return True

    def _hear(self) -> None:
        try:
            self._terminal.posted.get(timeout=0.05)()
        except Empty:
            return

    def _send(self, job: SendJob, deadline: float) -> SendResult:
        """The real process when there is a line; while there is none its start would cost hours and find the same."""
        self._tries += 1
        if self._is_up:
            return run_sender(job, deadline)
        to = replace(job.to, base_url=self._nobody)
        return SendResult.read(send.run(json.loads(replace(job, to=to).wire())))


def _busiest(arrived: list[Arrived]) -> int:
    """The most receipts within 60 seconds."""
    at = sorted(datetime.fromisoformat(each.received_at) for each in arrived)
    return max((sum(timedelta() <= other - each < timedelta(minutes=1) for other in at) for each in at), default=0)
