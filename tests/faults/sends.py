"""Applications over a wire on which every second connection fails: nothing lost, nothing twice, each resident's in order.

Terminals (the real store, the real sending, the sender's own code in warm processes) → wire/proxy.py on loopback →
the hall that we ship. Afterwards the hall's database is laid beside what the terminals took in and were told. Back-off
passes on a clock that the harness moves, now and then by years. In memory: what a disk does is under test elsewhere.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from kiosk.backend import send
from kiosk.backend.line import Timeouts
from kiosk.backend.sender import SendJob, SendResult
from tests.faults.figures import Figure
from tests.faults.lives import planted
from tests.faults.wire.proxy import Wire
from tests.faults.wire.real_hall import Arrived, RealHall, real_hall
from tests.faults.wire.waiting_terminal import WaitingTerminal, is_quiet, refusing_port, settle
from tests.unit.store.conftest import NOON, HandClock

_ROOT = Path(__file__).parents[2]
_TERMINALS = 4
_FAULTY = 0.5
_REFUSED = 0.02  # of all tries meet a port where nobody listens
_JUMPS = 0.002  # of all looks at what is due, the wall clock is somewhere within 30 years
_OPEN = 24  # applications of one terminal that wait at once
_STUCK = 500  # tries, or looks at what is due, without a receipt or a try: what waits then is lost
_SHORT = Timeouts(connect=1.0, read=0.3, total=1.0)


def measure(trials: int, seed: int) -> list[Figure]:
    """`trials` applications."""
    began = time.monotonic()
    faults, detail = sends(trials, seed)
    seconds = time.monotonic() - began
    detail["a second"] = round(trials / detail.pop("seconds"))
    what = f"sends at {_FAULTY:.0%} faulty connections"
    return [Figure("application", what, trials, sum(faults.values()), seconds, detail={**detail, **faults})]


def sends(trials: int, seed: int, bug: str = "") -> tuple[Counter[str], dict[str, Any]]:
    """Violations by their cause, and what was done. `bug`: one of tests.faults.lives.planted, in the terminals."""
    names = [f"CJ{number:02}" for number in range(min(_TERMINALS, 1 + trials // 100))]
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder, real_hall(Path(folder) / "hall", names) as hall:
        with Wire(hall.port, seed, _FAULTY) as wire:
            began = time.monotonic()
            told = _terminals(hall, wire.port, Path(folder), names, trials, seed, bug)
            seconds = time.monotonic() - began
        faults = _compared(told, hall)
    tries = sum(wire.counts.values())
    faulty = tries - wire.counts.get("fine", 0)
    done = {"seconds": seconds, "connections": tries, "faulty": faulty, "kinds": len(wire.counts) - 1}
    return faults, {**done, "refused ports": sum(each["refused"] for each in told)}


def _terminals(
    hall: RealHall, port: int, folder: Path, names: list[str], trials: int, seed: int, bug: str
) -> list[dict[str, Any]]:
    """All of them side by side; what each took in and was told."""
    programs = []
    for number, name in enumerate(names):
        share = trials // len(names) + (number < trials % len(names))
        job = {
            "folder": str(folder / name), "name": name, "to": [f"http://127.0.0.1:{port}", hall.tokens[name], hall.key],
            "trials": share, "seed": seed * 1000 + number, "bug": bug,
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.faults.sends", json.dumps(job)]
        programs.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT))
    return [json.loads(program.communicate()[0]) for program in programs]


def _compared(told: list[dict[str, Any]], hall: RealHall) -> Counter[str]:
    """What was acknowledged at the terminals against what lies in the hall."""
    arrived, pictures, faults = hall.arrived(), hall.pictures(), Counter[str]()
    by_id = {each.id: each for each in arrived}
    known = {id_ for each in told for id_ in each["bodies"]}
    faults["twice"] = len([each for each in arrived if each.id not in known])
    for terminal in told:
        for id_, digest in terminal["bodies"].items():
            faults[_fault(by_id.get(id_), digest, terminal["receipts"].get(id_))] += 1
            faults["pictures"] += id_ in by_id and set(terminal["pictures"][id_]) != pictures.get(id_, set())
    faults["out of order"] = _disorder(arrived)
    del faults[""]
    return Counter({cause: count for cause, count in faults.items() if count})


def _fault(there: Arrived | None, digest: str, receipt: str | None) -> str:
    if there is None:
        return "claimed, and not there" if receipt else "never arrived"
    if there.body_sha256 != digest:
        return "other bytes"
    return "" if receipt == there.number else "never acknowledged" if receipt is None else "another's receipt"


def _disorder(arrived: Iterable[Arrived]) -> int:
    """How many came before an earlier one of the same resident."""
    latest: dict[str, int] = defaultdict(int)
    wrong = 0
    for each in arrived:
        wrong += each.nth < latest[each.resident]
        latest[each.resident] = max(latest[each.resident], each.nth)
    return wrong


# ---- one terminal -------------------------------------------------------------------------------------------------


class _Terminal:
    """Lives until all of its applications are received, or nothing gets through any more."""

    def __init__(self, job: dict[str, Any]) -> None:
        self._chance, self._clock = random.Random(job["seed"]), HandClock()
        self._nobody, self._trials = f"http://127.0.0.1:{refusing_port()}", job["trials"]
        self.refused = self._since = self._idle = 0
        self._open: dict[str, float] = {}
        to = (job["to"][0], job["to"][1], job["to"][2])
        self.made = WaitingTerminal(Path(job["folder"]), job["name"], self._clock, self._chance, to, self._send)
        self.made.sending.ended = self._ended

    def run(self) -> None:
        residents = [f"{self._chance.randrange(10**17, 10**18)}" for _ in range(max(2, self._trials // 6))]
        while max(self._since, self._idle) < _STUCK and (self._open or len(self.made.bodies) < self._trials):
            while len(self._open) < _OPEN and len(self.made.bodies) < self._trials:
                self._sign(self._chance.choice(residents))
            self.made.sending.breathe()
            if is_quiet(self.made):
                self._pass()
            else:
                settle(self.made)
        while not is_quiet(self.made):
            settle(self.made)

    def _sign(self, resident: str) -> None:
        chance = self._chance.random()
        size = 300_000 if chance < 0.005 else 5_000 if chance < 0.03 else 0
        id_ = self.made.take_in(resident, size)
        self._open[id_] = self._clock.monotonic()
        if self._chance.random() < 0.5:
            self.made.sending.hurry(id_)

    def _pass(self) -> None:
        """Time passes, a resident who waited long enough goes, and sometimes a clock is wrong by years."""
        self._idle += 1
        self._clock.pass_(2.0)
        for id_, since in self._open.items():
            if self._clock.monotonic() - since > 8.0:
                self.made.sending.no_hurry(id_)
        if self._chance.random() < _JUMPS:
            self._clock.wall = NOON + timedelta(days=self._chance.uniform(-30, 30) * 365)

    def _ended(self, application_id: str, result: SendResult) -> None:
        self._since = 0
        self._open.pop(application_id, None)

    def _send(self, job: SendJob, _: float) -> SendResult:
        """In a lane's thread: the sender's own code, in this warm process, with time-outs that do not bore."""
        self._since, self._idle = self._since + 1, 0
        to = replace(job.to, timeouts=_SHORT)
        if self._chance.random() < _REFUSED:
            self.refused += 1
            to = replace(to, base_url=self._nobody)
        return SendResult.read(send.run(json.loads(replace(job, to=to).wire())))


def _main(job: dict[str, Any]) -> None:
    planted.plant(job["bug"])
    terminal = _Terminal(job)
    terminal.run()
    made = terminal.made
    pictures = {id_: sorted(names) for id_, names in made.pictures.items()}
    said = {"bodies": made.bodies, "pictures": pictures, "receipts": made.receipts(), "refused": terminal.refused}
    made.close()
    print(json.dumps(said), flush=True)
    os._exit(0)


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))
