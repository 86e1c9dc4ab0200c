"""The canary with real windows: `kiosk run` under an X server of its own, touched by its pointer, two side by side.

What a visit costs here is drawing: 540 x 960 pixels, the usual way through one matter. Searched is what
tests/faults/canary.py searches, and the display's clipboard and what the next window tells of itself.
"""

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

import psutil

from kiosk.cli import bench, demo
from kiosk.cli.scenes import part_named
from kiosk.cli.walk import BANK_CARD, MOBILE, Walk
from kiosk.settings.scenes import Step
from tests.bench.terminal import Terminal
from tests.faults.canary import SHARED, Found, figures
from tests.faults.figures import Figure
from tests.faults.traces import clipboard, marks, people
from tests.faults.traces.marks import Clean
from tests.faults.traces.people import Person

TERMINALS = 2  # more than the machine has cores would only wait for each other
_GLASS = (540, 960)
_PATIENCE = 60.0


class Window:
    """One terminal with windows, and a person before it."""

    def __init__(self, folder: Path) -> None:
        self._held = ExitStack()
        self.far = self._held.enter_context(bench.start(folder, 2.0, card_time=0.0, paper_speed=5000.0, baud=4_000_000))
        self.display = self._held.enter_context(demo.display(_GLASS))
        demo._scale(self.far.terminal_file, _GLASS)
        people.lay_paper(self.far.pages)
        self.walk = Walk(self.far, self.display, None)
        self._running = ExitStack()
        self.start()

    def start(self) -> None:
        self.keeper = self._running.enter_context(demo.terminal(self.far, self.display))
        self.terminal = Terminal(self.far, self.keeper)
        self.terminal.comes_to("attract")

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it, and wait until no process of it is left."""
        family = psutil.Process(self.keeper.pid).children(recursive=True)
        self.keeper.send_signal(how)
        self.keeper.wait(_PATIENCE)
        psutil.wait_procs(family, _PATIENCE)
        self._running.close()

    def close(self) -> None:
        if self.keeper.poll() is None:
            self.stop(signal.SIGKILL)
        self._held.close()

    def to_form(self, person: Person) -> None:
        self.walk.enter()
        self.far.reader.ask("lay", **person.card())
        self.walk.see("form")

    def fill(self, person: Person) -> None:
        typed = {MOBILE: person.mobile, BANK_CARD: person.account}
        steps = part_named("form")
        self.walk.play([step.model_copy(update={"typed": typed.get(step.typed, step.typed)}) for step in steps])

    def photograph(self) -> None:
        self.walk.play([step for step in part_named("materials") if not _lays(step)])

    def next_visit(self, before: int) -> None:
        """Another window is on the glass, one stands by, and the process that was there has gone."""
        deadline = time.monotonic() + _PATIENCE
        while self.terminal.on_glass()[0] in (0, before) or psutil.pid_exists(before):
            if time.monotonic() > deadline:
                raise TimeoutError("no next visit")
            time.sleep(0.05)


def _lays(step: Step) -> bool:
    return step.hand is not None and step.hand.op == "lay"


def finished(window: Window, person: Person, chance: random.Random) -> None:
    before = window.terminal.on_glass()[0]
    window.to_form(person)
    window.fill(person)
    window.photograph()
    window.walk.sign()
    window.walk.finish()
    window.next_visit(before)


def cancelled(window: Window, person: Person, chance: random.Random) -> None:
    before = window.terminal.on_glass()[0]
    window.to_form(person)
    window.fill(person)
    window.walk.touch("cancel")
    window.walk.touch("leave")
    window.next_visit(before)


def killed(window: Window, person: Person, chance: random.Random) -> None:
    before = window.terminal.on_glass()[0]
    window.to_form(person)
    chance.choice((lambda: None, lambda: window.fill(person)))()
    os.kill(before, signal.SIGKILL)
    window.next_visit(before)


def stopped(window: Window, person: Person, chance: random.Random) -> None:
    window.to_form(person)
    window.fill(person)
    window.stop()


ENDINGS: Mapping[str, Callable[[Window, Person, random.Random], None]] = {
    "finished": finished,
    "cancelled": cancelled,
    "visit killed": killed,
    "keeper stopped": stopped,
}


class Canary:
    """One terminal, and what was searched of it already."""

    def __init__(self, window: Window) -> None:
        self._window, self._clean = window, dict[int, Clean]()
        self._others = set(SHARED.iterdir())
        self.found = Found()

    def visit(self, person: Person, ending: str, chance: random.Random) -> None:
        """One visit, ended so; then the search."""
        try:
            ENDINGS[ending](self._window, person, chance)
        except (RuntimeError, TimeoutError, OSError) as error:
            self.found.astray[f"{ending}: {type(error).__name__}"] += 1
            self._window.stop(signal.SIGKILL)
        ended, alive = time.monotonic(), self._window.keeper.poll() is None
        memory = self._in_memory() if alive else set()
        self.found.count(ending, self._on_disk(), memory, time.monotonic() - ended)
        if not alive:
            self._window.start()

    def _in_memory(self) -> set[str]:
        keeper = self._window.keeper.pid
        found = set()
        for pid in (keeper, *(child.pid for child in psutil.Process(keeper).children(recursive=True))):
            hits = marks.in_process(pid, people.of_anybody(), clean=self._clean.setdefault(pid, {}))
            found |= {f"{hit.what} in the {hit.place} of {'keeper' if pid == keeper else 'visit'}" for hit in hits}
        told = str(self._window.terminal.windows()).encode()
        return found | {f"{what} on the next screen" for what in marks.in_bytes(told, people.of_anybody())}

    def _on_disk(self) -> set[str]:
        far = self._window.far
        ours = [path for path in SHARED.iterdir() if path not in self._others]
        places = [
            far.folder / "state",
            far.folder / "terminal.log",
            Path(os.environ["TMPDIR"]),
            Path(os.environ["HOME"]),
        ]
        found = {f"{hit.what} in {hit.place}" for hit in marks.in_files([*places, *ours], people.of_anybody())}
        return found | {f"{kept} is offered" for kept in clipboard.kept(self._window.display)}


def one_terminal(visits: list[tuple[int, str]], seed: int) -> Found:
    """In a process of its own: whatever a terminal writes goes to a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="kiosk-canary-") as folder:
        for name in ("TMPDIR", "HOME"):
            place = Path(folder) / name.lower()
            place.mkdir()
            os.environ[name] = str(place)
        os.environ.pop("SDL_VIDEODRIVER", None)
        window = Window(Path(folder) / "terminal")
        try:
            canary = Canary(window)
            for serial, ending in visits:
                canary.visit(Person(serial), ending, random.Random(seed + serial))
        finally:
            window.close()
    return canary.found


def measure(trials: int, seed: int) -> list[Figure]:
    """The canary's two figures, with windows."""
    began, found = time.monotonic(), Found()
    terminals = min(TERMINALS, trials)
    visits = [(number, list(ENDINGS)[number % len(ENDINGS)]) for number in range(trials)]
    with ProcessPoolExecutor(terminals, mp_context=get_context("fork")) as pool:
        shares = [visits[number::terminals] for number in range(terminals)]
        for one in pool.map(one_terminal, shares, [seed] * terminals):
            found.add(one)
    return figures("real windows under Xvfb, 540 x 960", trials, terminals, found, time.monotonic() - began)
