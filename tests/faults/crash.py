"""The window dies at random moments: SIGKILL, SIGSEGV, SIGABRT; how long until the attract screen is on the glass again.

`kiosk run` on a bench under Xvfb with all its processes. The seconds run from the signal to the frame in which the
pixels of the attract screen stand on the X server again, of a process that was not there before. Each fifth time the
visit that stands by dies with the one on the glass: then a new one must be started first.
"""

import math
import os
import random
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.cli import bench
from kiosk.cli.bench import Bench
from tests.bench.glass import Glass, glass
from tests.bench.start import attract_on
from tests.bench.terminal import Terminal, running
from tests.faults.figures import Figure

MOST = 5.0  # seconds
_SIGNALS = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT)
_TO = ("attract", "home", "guide", "notice", "identity")  # how far a person has got when it happens
_PRESS = {"attract": "wake", "home": "matter:elderly_allowance", "guide": "next", "notice": "agree"}
_PATIENCE = 60.0
_LOOK = 0.01


@dataclass(slots=True)
class Crashes:
    """Seconds to attract, by whether the standby died too."""

    one: list[float] = field(default_factory=list)
    both: list[float] = field(default_factory=list)
    never: int = 0
    keeper_died: int = 0


def measure(trials: int, seed: int) -> list[Figure]:
    """So many crashes of one terminal."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kiosk-crash-") as folder, bench.start(Path(folder)) as far:
        with glass() as shown, _seen(), running(far, shown.display) as terminal:
            crashes = _crashes(terminal, far, shown, trials, random.Random(seed))
        log = (far.folder / "terminal.log").read_text("utf-8", "replace")
    seconds = [*crashes.one, *crashes.both]
    late = sum(took > MOST for took in seconds)
    detail = {
        "standby was ready": _said(crashes.one), "standby died too": _said(crashes.both),
        "later than 5 s": late, "never": crashes.never, "keeper died": crashes.keeper_died,
        "tracebacks": log.count("Traceback"),
    }  # fmt: skip
    value = f"median {statistics.median(seconds):.2f} s, most {max(seconds):.2f} s" if seconds else "none came back"
    violations = late + crashes.never + crashes.keeper_died
    return [
        Figure("crash", "SIGKILL, SIGSEGV, SIGABRT", trials, violations, time.monotonic() - began, value, detail=detail)
    ]


def _crashes(terminal: Terminal, far: Bench, shown: Glass, trials: int, roll: random.Random) -> Crashes:
    found = Crashes()
    terminal.comes_to("attract")
    terminal.settled()
    is_attract = attract_on(shown)
    for trial in range(trials):
        both = trial % 5 == 4
        if both or roll.random() < 0.7:  # else it comes while the next one is still on its way
            terminal.processes()
        _walk(terminal, shown, roll.choice(_TO))
        time.sleep(roll.random())
        victims = set(terminal.windows()) if both else {terminal.on_glass()[0]} - {0}
        if not victims:
            continue
        took = _crash(terminal, victims, roll.choice(_SIGNALS), is_attract)
        if terminal.keeper.poll() is not None:
            found.keeper_died += 1
            return found
        if math.isinf(took):
            found.never += 1
            return found
        (found.both if both else found.one).append(took)
    return found


def _crash(terminal: Terminal, victims: set[int], how: int, is_attract: Callable[[], bool]) -> float:
    began = time.monotonic()
    for victim in victims:
        with suppress(ProcessLookupError):
            os.kill(victim, how)
    while time.monotonic() - began < _PATIENCE:
        pid, shows = terminal.on_glass()
        if pid not in (0, *victims) and shows["screen"] == "attract" and is_attract():
            return time.monotonic() - began
        time.sleep(_LOOK)
    return math.inf


def _walk(terminal: Terminal, shown: Glass, to: str) -> None:
    """Touch on to this screen; wherever that ends, the crash comes there."""
    deadline = time.monotonic() + 10
    while terminal.screen() != to and time.monotonic() < deadline:
        box = terminal.targets().get(_PRESS.get(terminal.screen(), ""))
        if box is None:
            time.sleep(0.05)
            continue
        shown.tap(box)
        time.sleep(0.6)  # a second tap on the same place within half a second is the same wish


def _said(seconds: list[float]) -> str:
    if not seconds:
        return "none"
    return f"{len(seconds)}: median {statistics.median(seconds):.2f} s, most {max(seconds):.2f} s"


@contextmanager
def _seen() -> Iterator[None]:
    """Windows open on the display, whatever SDL was told before in this process."""
    before = os.environ.pop("SDL_VIDEODRIVER", None)
    try:
        yield
    finally:
        if before is not None:
            os.environ["SDL_VIDEODRIVER"] = before
