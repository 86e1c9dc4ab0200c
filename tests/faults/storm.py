"""Random keys with every modifier, and touches of all kinds, on a whole terminal whose session runs.

Keeper (storm_keeper.py), store, printer lane, hall, readers and their simulators are real; each visit is a process of
its own with its window off the screen (storm_visit.py). Meanwhile hands lay cards, pull wires and hold up codes, and
clocks jump over time-outs. A violation is: a visit's process that ends otherwise than wiped, a traceback in its log or
on its glass, a screen behind the PIN, or a window that turns no more.
"""

import json
import os
import random
import select
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.cli import bench
from kiosk.runtime.gate import PIN_FILE, write_pin
from kiosk.settings.places import ROOT
from kiosk.store.journal.reader import JournalReader
from screens.router import ROUTES
from tests.faults.figures import Figure

ALLOWED = {route.name for route in ROUTES.values()} - {"technician"}  # behind a PIN that nobody guesses in five tries
_LATE = "late"  # wiped, and ended by the keeper because the next visit took longer than 3 s to come up
_STUCK = 60.0  # seconds without a word from any window
_GLASS = ("width_px = 1080", "width_px = 540"), ("height_px = 1920", "height_px = 960")  # a smaller one is drawn faster
_HANDS = 0.7  # seconds between two things that hands do


@dataclass(slots=True)
class Seen:
    """What became of the visits, by process."""

    told: dict[int, dict[str, Any]] = field(default_factory=dict)
    ended: Counter[str] = field(default_factory=Counter)
    heard_at: float = field(default_factory=time.monotonic)

    def take(self, said: dict[str, Any]) -> None:
        """A word from a window, or of a process that has ended."""
        if "ended" in said:
            self.ended[said["ended"]] += 1
        else:
            self.told[said["pid"]] = said
            self.heard_at = time.monotonic()

    @property
    def events(self) -> int:
        return sum(sum(said["kinds"].values()) for said in self.told.values())

    def kinds(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for said in self.told.values():
            found.update(said["kinds"])
        return found

    def screens(self) -> set[str]:
        return {screen for said in self.told.values() for screen in said["screens"]}


class Terminal:
    """A terminal on a bench, with stormy visits."""

    def __init__(self, far: bench.Bench, seed: int) -> None:
        text = far.terminal_file.read_text("utf-8")
        for shipped, small in _GLASS:
            assert shipped in text
            text = text.replace(shipped, small)
        far.terminal_file.write_text(text, "utf-8")
        self._far, self._chance, self.seen = far, random.Random(seed), Seen()
        self._state = far.folder / "state"
        write_pin(self._state / PIN_FILE, "technician", f"{self._chance.randrange(10**6):06}")
        self.log = far.folder / "terminal.log"
        self._hears, tell = os.pipe()
        command = [sys.executable, "-m", "tests.faults.glass.keeper", str(far.terminal_file), str(self._state)]
        with self.log.open("ab") as log:
            self._keeper = subprocess.Popen(
                [*command, str(seed), str(tell)], pass_fds=(tell,), stderr=log, cwd=ROOT
            )  # fmt: skip
        os.close(tell)

    def run(self, trials: int) -> bool:
        """Until so many events were taken. False: the windows fell silent before."""
        next_hand = 0.0
        while self.seen.events < trials and time.monotonic() - self.seen.heard_at < _STUCK:
            self._hear()
            if time.monotonic() >= next_hand:
                next_hand = time.monotonic() + _HANDS
                with suppress(OSError, ValueError):
                    _one_thing(self._chance, self._far)
        return self.seen.events >= trials

    def stop(self) -> Counter[str]:
        """End it as systemd does; what its journal counted."""
        self._keeper.terminate()
        while self._hear():
            pass
        self._keeper.wait(30)
        os.close(self._hears)
        with closing(JournalReader(self._state / "kiosk.db")) as reader:
            return Counter(f"{row.kind} {row.outcome}" for row in reader.rows(0))

    def _hear(self) -> bool:
        """False: nobody is left who could say anything."""
        if not select.select([self._hears], [], [], 0.2)[0]:
            return True
        said = os.read(self._hears, 1 << 16)
        for line in said.splitlines():
            with suppress(ValueError):  # a line that was cut by the buffer's end: the next one says more
                self.seen.take(json.loads(line))
        return bool(said)


def measure(trials: int, seed: int) -> list[Figure]:
    """A storm of `trials` events."""
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-storm-") as folder,
        bench.start(Path(folder), card_time=0.05, paper_speed=5000.0, baud=4_000_000) as far,
    ):
        terminal = Terminal(far, seed)
        try:
            is_done = terminal.run(trials)
            seconds = time.monotonic() - began
        finally:
            journal = terminal.stop()
        log = terminal.log.read_text("utf-8", "replace")
    seen = terminal.seen
    causes = {
        "exits": sum(count for how, count in seen.ended.items() if how not in ("0", _LATE)),
        "crashed": journal["visit crashed"] + journal["visit died-idle"] + journal["visit fault"],
        "tracebacks in the log": log.count("Traceback") + log.count('"exception"'),
        "tracebacks on the glass": sum(said["tracebacks"] for said in seen.told.values()),
        "strange screens": len(seen.screens() - ALLOWED),
        "right PINs": journal["pin good"],
        "not wiped whole": journal["visit.wiped left-to-process-end"],
        "fell silent": int(not is_done),
    }
    detail = {
        **{cause: count for cause, count in causes.items() if count},
        "events": dict(seen.kinds()), "a second": round(seen.events / seconds), "visits": journal["visit begun"],
        "ended": {key.split()[1]: n for key, n in journal.items() if key.startswith("visit ") and "begun" not in key},
        "screens": sorted(seen.screens()), "processes": dict(seen.ended),
    }  # fmt: skip
    if log and any(causes.values()):
        detail["log"] = log[-3000:]
    return [Figure("storm", "random keys and touches", seen.events, sum(causes.values()), seconds, detail=detail)]


# What hands do around the terminal meanwhile: device, op, one of these values.
_THINGS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("id-reader", "lay", "card", ("elder", "elder", "adult", "expired")),
    ("id-reader", "lay", "card", ("elder",)),
    ("id-reader", "lift", "", ()),
    ("id-reader", "unplug", "", ()),
    ("id-reader", "plug", "", ()),
    ("id-reader", "plug", "", ()),
    ("id-reader", "plug", "", ()),
    ("qr-scanner", "show", "text", ("KS1/DEMO-20260101-0001", "\x1b\x03nonsense", "9" * 200)),
    ("document-camera", "lay", "page", ("household-register", "passbook")),
    ("receipt-printer", "paper", "state", ("ok", "ok", "ok", "ok", "low", "out")),
    ("hall", "mode", "mode", ("ok", "ok", "ok", "500", "html")),
)


def _one_thing(roll: random.Random, far: bench.Bench) -> None:
    device, op, argument, values = roll.choice(_THINGS)
    far.hand(device).ask(op, **({argument: roll.choice(values)} if argument else {}))
