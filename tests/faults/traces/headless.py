"""A whole terminal of real processes, but for the window: keeper, visits, senders, drivers on wires, a hall on loopback.

`Headless` starts and ends it, and is the hand and the eye before its glass. Time-outs are reached by moving the visit's
clock. Everything that the terminal may write into lies under its own folder: state, log, TMPDIR, HOME.
"""

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from kiosk.cli import bench
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Snapshot
from kiosk.settings.places import ROOT, config_root
from tests.faults.traces.headless_visit import put, take
from tests.faults.traces.people import Person

PATIENCE = 60.0
MATTER = "elderly_allowance"
STRANGE = "strange_allowance"  # offered here, and the hall does not take it
_SETTINGS = {  # what spares a card's coil or tells a phone from the next one: simulators have no such need
    'id-reader" }': 'id-reader", poll_every = 0.03 }',
    'preset = "newland" }': 'preset = "newland", repeat_after = 0.2 }',
}


class Gone(Exception):
    """The visit that was on the glass is there no more."""


class Headless:
    """One terminal. Leave `running` and it is gone."""

    program = "tests.faults.traces.headless_keeper"

    def __init__(self, far: bench.Bench) -> None:
        self.far, self.folder = far, far.folder
        self.state = far.folder / "state"
        self.log = far.folder / "terminal.log"
        self.private = {"TMPDIR": far.folder / "tmp", "HOME": far.folder / "home"}
        for place in self.private.values():
            place.mkdir()
        text = far.terminal_file.read_text("utf-8")
        for shipped, ours in _SETTINGS.items():
            assert shipped in text
            text = text.replace(shipped, ours)
        far.terminal_file.write_text(_with_strange_matter(text, far.folder / "catalogue"), "utf-8")
        self.matter = MATTER
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self.folder / "glass"))
        self._listener.listen()
        self._wire: socket.socket | None = None
        self.visit = 0  # the process on the glass
        self.now: Snapshot | None = None
        self.keeper: subprocess.Popen[bytes] | None = None

    # ---- life -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Switch on; the attract screen is on the glass when this returns."""
        command = [sys.executable, "-m", self.program, str(self.far.terminal_file), str(self.state)]
        surroundings = {**os.environ, **{name: str(place) for name, place in self.private.items()}}
        with self.log.open("ab") as log:
            self.keeper = subprocess.Popen(
                [*command, str(self.folder / "glass")], stderr=log, cwd=ROOT, env=surroundings
            )
        self.next_visit()

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End the keeper, and wait until none of the terminal's processes is left."""
        if self.keeper is None:
            return
        family = psutil.Process(self.keeper.pid).children(recursive=True)
        self.keeper.send_signal(how)
        self.keeper.wait(PATIENCE)
        _, left = psutil.wait_procs(family, PATIENCE)
        assert not left, f"left behind: {left}"
        self.keeper = None
        self._drop()

    def close(self) -> None:
        """Whatever state it is in."""
        with suppress(psutil.NoSuchProcess, AssertionError):
            self.stop()
        self._drop()
        self._listener.close()

    def processes(self) -> dict[int, str]:
        """Everything that runs now of what the terminal started: keeper, server, visit, standby, sender."""
        assert self.keeper is not None
        found = {self.keeper.pid: "keeper"}
        for process in psutil.Process(self.keeper.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                found[process.pid] = self._role(process)
        return found

    def senders(self) -> list[int]:
        return [pid for pid, role in self.processes().items() if role == "sender"]

    def _role(self, process: psutil.Process) -> str:
        said = process.cmdline()
        if "tests.faults.traces.headless_visit" not in said:
            return "sender"
        assert self.keeper is not None
        if process.ppid() == self.keeper.pid:
            return "server"
        return "visit" if process.pid == self.visit else "standby"

    # ---- eyes -----------------------------------------------------------------------------------------------------

    def next_visit(self) -> None:
        """Wait until another visit is on the glass, with its attract screen."""
        self._drop()
        self._listener.settimeout(PATIENCE)
        self._wire = self._listener.accept()[0]
        self._wire.settimeout(PATIENCE)
        self.visit = take(self._wire)
        self.now = None
        self.sees(s.AttractShown)

    def until(self, what: Callable[[Snapshot], Any], patience: float = PATIENCE) -> Any:
        """Wait until the glass shows what is waited for; the screen. Raises TimeoutError, Gone."""
        deadline = time.monotonic() + patience
        while self.now is None or not what(self.now):
            left = deadline - time.monotonic()
            if self._wire is None or left <= 0 or not select.select([self._wire], [], [], left)[0]:
                raise TimeoutError(f"never seen; the glass shows {type(self.now and self.now.shown).__name__}")
            try:
                self.now = take(self._wire)
            except OSError:
                raise Gone from None
        return self.now.shown

    def sees(self, *kinds: type) -> Any:
        return self.until(lambda now: isinstance(now.shown, kinds))

    def sees_over(self, kind: type) -> Any:
        return self.until(lambda now: isinstance(now.overlay, kind))

    def slip_ends(self) -> Any:
        """The outcome, once it is known what became of the paper."""
        return self.until(lambda now: getattr(now.shown, "slip", "printing") != "printing")

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    # ---- hands ----------------------------------------------------------------------------------------------------

    def touch(self, *events: e.Event) -> None:
        for event in events:
            self._order(event)

    def pass_time(self, seconds: float) -> None:
        """For the visit on the glass."""
        self._order(seconds)

    def break_window(self) -> None:
        """From now on it cannot draw."""
        self._order("break")

    def _order(self, order: Any) -> None:
        assert self._wire is not None
        with suppress(OSError):
            put(self._wire, order)

    # ---- stretches of a visit -------------------------------------------------------------------------------------

    def to_home(self) -> None:
        self.sees(s.AttractShown)
        self.touch(e.ScreenTouched())
        self.until(lambda now: isinstance(now.shown, s.HomeShown) and now.shown.offers[0].refused is None)

    def to_identity(self) -> None:
        self.to_home()
        self.touch(e.MatterChosen(self.matter))
        self.until(lambda now: isinstance(now.shown, s.GuideShown) and now.shown.refused is None)
        self.touch(e.NextPressed())
        self.sees(s.NoticeShown)
        self.touch(e.ConsentGiven())
        self.sees(s.IdentityShown)

    def to_form(self, person: Person) -> None:
        self.to_identity()
        self.far.reader.ask("lay", **person.card())
        self.sees(s.FormShown)

    def fill(self, person: Person) -> None:
        """The first two pages, and the last that asks nothing which must be answered."""
        answers = (
            {"mobile": person.mobile, "residence_region": "320682/320682-cj/320682-cj-zq", "residence_detail": person.house},
            {"bank_name": "农业银行", "bank_account": person.account, "other_allowance": "no"},
            {},
        )  # fmt: skip
        for page in answers:
            self.touch(*(e.ValueEntered(key, value) for key, value in page.items()), e.NextPressed())

    def to_materials(self, person: Person) -> None:
        self.to_form(person)
        self.fill(person)
        self.until(lambda now: isinstance(now.shown, s.MaterialsShown) and now.shown.camera is None)

    def to_photo(self, person: Person) -> None:
        """A picture was taken, and it was not said yet whether it is good."""
        self.to_materials(person)
        self.touch(e.MaterialChosen(1))
        self.sees(s.CameraShown)
        self.touch(e.PhotoPressed())
        self.until(lambda now: getattr(now.shown, "phase", "") == "taken")

    def to_review(self, person: Person) -> None:
        self.to_photo(person)
        self.touch(e.PhotoKept())
        self.sees(s.MaterialsShown)
        self.touch(e.NextPressed())
        self.sees(s.ReviewShown)

    def to_sign(self, person: Person) -> None:
        self.to_review(person)
        self.touch(e.DeclarationTicked(True), e.NextPressed())
        self.sees(s.SignShown)
        self.touch(e.StrokeDrawn(person.stroke))

    def to_submitting(self, person: Person) -> None:
        self.to_sign(person)
        self.touch(e.NextPressed())
        self.sees(s.SubmittingShown, s.DoneShown)

    def to_done(self, person: Person) -> None:
        self.to_submitting(person)
        self.sees(s.DoneShown)


def _with_strange_matter(terminal_file: str, catalogue: Path) -> str:
    """A catalogue of the terminal's own, with one matter more than the hall's; the terminal file that offers it."""
    shutil.copytree(config_root() / "catalogue", catalogue)
    shipped = (catalogue / f"{MATTER}.json").read_text("utf-8")
    (catalogue / f"{STRANGE}.json").write_text(shipped.replace(f'"slug": "{MATTER}"', f'"slug": "{STRANGE}"'), "utf-8")
    return terminal_file.replace(f'matters = ["{MATTER}", ', f'matters = ["{MATTER}", "{STRANGE}", ')


@contextmanager
def running(folder: Path, wait_seconds: float = 8.0) -> Iterator[Headless]:
    """A terminal on a quick bench of its own, switched on."""
    with bench.start(folder, wait_seconds, card_time=0.0, paper_speed=5000.0, baud=4_000_000) as far:
        terminal = Headless(far)
        try:
            terminal.start()
            yield terminal
        finally:
            terminal.close()
