"""The terminal that the matrix is walked on: a flow's terminal, with hands for what no simulator's op can do."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.cli.bench import Bench
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.model import State
from kiosk.settings.places import ROOT
from kiosk.store.records import Limits
from tests.flows.terminal import MovableClock, Terminal, eventually

STAFF, TECHNICIAN = "135790", "246801"
CODE = "424" + "0123456789" * 2 + "12345"
ELDER = {"name": "王秀英", "number": "320699194103120249", "sex": "2", "ethnic": "01", "birth": "19410312",
         "address": "江苏省如皋市长江镇知青村三组12号"}  # fmt: skip
AGENT = {"name": "陈晓芸", "number": "320699198106050424", "reference": "D-0007"}
WAIT = 60.0  # seconds that a resident waits for a receipt; the hand on the clock makes them short
_SETTINGS = {
    "backend": {"wait_seconds": str(WAIT), "read_timeout": "0.9"},
    "timing": {"face": "1.5", "idle": "900", "idle_identity": "900", "idle_done": "900"},
}
_WORKING_HOUR = 10


class JumpingClock(MovableClock):
    """Its wall clock can be set wrong without a second passing."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong_by = timedelta()

    def utc_now(self) -> datetime:
        return super().utc_now() + self.wrong_by


class GridTerminal(Terminal):
    """One terminal, under the name that was enrolled last: what a hall allows in an hour it allows each of them."""

    def __init__(self, far: Bench, folder: Path, name: str) -> None:
        super().__init__(far, folder, {"terminal": {"id": f'"{name}"'}, **_SETTINGS})
        self.clock: JumpingClock = JumpingClock()
        self.move_to(_WORKING_HOUR)
        self.sets_pin("staff", STAFF)
        self.sets_pin("technician", TECHNICIAN)
        far.hall.ask("holder", code=CODE, kind="medical_insurance", person=ELDER)
        far.hall.ask("agent", **AGENT)

    def stop(self) -> None:
        """As SIGTERM does; a keeper that is just being made anew over a fresh store hears it too."""
        for _ in range(20):
            if self._thread is None or not self._thread.is_alive():
                break
            self.keeper.stop()
            self._thread.join(1.0)
        super().stop()

    # ---- devices and hall -----------------------------------------------------------------------------------------

    def notices(self, device: str, patience: float = 4.0) -> None:
        """Have the terminal look at a device now, and wait until the visit knows what was found."""
        if device in ("backend", "receipt_printer"):
            self._looks(device, patience)  # what was under way already, may have looked before
        self._looks(device, patience)

    def _looks(self, device: str, patience: float) -> None:
        visit = self.current
        if visit is None:
            return
        asked = self.clock.monotonic()
        if device == "backend":
            self.in_keeper(self.keeper._hall.ask)
        elif device == "receipt_printer":
            self.in_keeper(lambda: setattr(self.keeper._printing, "_look_at", 0.0))
        else:
            visit.visit._watches.order(device, "test")
        self._await(lambda: self._seen_at(visit, device) >= asked or not visit.is_alive(), patience)

    def works(self, device: str) -> bool:
        """Whether the visit on the glass may rely on it."""
        visit = self.current
        return visit is not None and visit.visit.session.works(device)

    @staticmethod
    def _seen_at(visit: Any, device: str) -> float:
        status = visit.visit.session.statuses.get(device)
        return float("-inf") if status is None else float(status.observed_at)

    @staticmethod
    def _await(what: Callable[[], bool], patience: float) -> bool:
        deadline = time.monotonic() + patience
        while not what():
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.005)  # looks again; the deadline above ends it
        return True

    def in_keeper(self, act: Callable[[], object]) -> None:
        """Have it done in the keeper's thread, and wait."""
        done = threading.Event()

        def do() -> None:
            try:
                act()
            finally:
                done.set()

        self.keeper.post(do)
        assert done.wait(10), "the keeper does not answer"

    def tell_room(self) -> None:
        """The keeper tells the visit whether more is taken in, as it does every few seconds."""
        self.in_keeper(lambda: self.keeper._visits.say(self.keeper._hall.seen_now()))

    # ---- the store ------------------------------------------------------------------------------------------------

    @property
    def store(self) -> Any:
        return self.keeper._cases._store

    def budget(self, full: bool) -> None:
        """The disk is nearly full: what the store promises to keep free is not there any more."""
        self.in_keeper(lambda: setattr(self.store, "limits", Limits(free_bytes=2**62) if full else Limits()))
        self.tell_room()

    def disk(self, sql: str) -> None:
        """What SQLite meets on a disk that is full or read-only."""
        self.in_keeper(lambda: self.store._database.rows(sql))

    # ---- processes ------------------------------------------------------------------------------------------------

    def kill_visit(self) -> None:
        """It dies in the middle of whatever it does; nothing of its own runs after that."""
        visit = self.here
        visit.glass.breaks = True
        other = "zh_CN" if visit.visit.session.language == "en" else "en"
        self.touch(e.LanguageChosen(other))
        eventually(lambda: not visit.is_alive())

    def break_window(self) -> None:
        self.here.visit.break_off()

    def restart(self) -> None:
        """SIGTERM, and on again."""
        self.stop()
        self.start()

    def kill_keeper(self) -> None:
        """It is gone between two lines; the kernel closes what it held. Then it is started again."""
        assert self._thread is not None
        keeper, thread = self.keeper, self._thread

        def die() -> None:
            raise SystemExit  # passes by everything that the loop lives through

        keeper.post(die)
        thread.join(10)
        for visit in self.visits:
            visit.link.close()
        keeper._printing.close()
        keeper._cases.close()
        keeper._hall.close()
        for visit in self.visits:
            visit.end(10)
        self._thread = None
        self.start()

    def cut_power(self) -> None:
        """Everything ends at once; on the disk is what was committed by then."""
        then = self.state.with_name("state-at-the-cut")
        self.in_keeper(lambda: shutil.copytree(self.state, then))
        self.stop()
        shutil.rmtree(self.state)
        then.rename(self.state)
        self.start()

    def kill_sender(self) -> bool:
        """Whether one ran: it is killed in the middle of its exchange."""
        found = _children("kiosk.backend.send")
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        return bool(found)

    # ---- visits ---------------------------------------------------------------------------------------------------

    @property
    def at(self) -> State | None:
        """Where the visit on the glass is."""
        return self.current.visit.session.state if self.current else None

    def leaves(self) -> None:
        """End the visit on the glass by the door that every screen has; the next one's attract screen follows."""
        first = self.here
        if self.at is not State.ATTRACT:
            self.touch(e.StayPressed())
            self.touch(e.CancelPressed(), e.CancelConfirmed())
        else:
            self.touch(e.ScreenTouched(), e.BackPressed())
        self.is_gone(first)

    def is_gone(self, first: Any) -> None:
        """Nothing of that visit is on the glass or in its session, and the next one waits for somebody."""
        self.until(lambda shown: self.current is not first and isinstance(shown.shown, s.AttractShown))
        eventually(lambda: not first.is_alive())
        assert first.glass.is_forgotten or first.crash is not None, "the window was not told to forget"
        given = first.visit.session.given
        if first.crash is None:
            assert given.card is None and not given.answers and not given.strokes, "something of her is left"
        assert ELDER["name"] not in repr(self.now) and "王" not in repr(self.now), "the next one sees her"


def _children(program: str) -> list[int]:
    """This process's children that run `program`."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        try:
            pids = (task / "children").read_text().split()
            found += [int(pid) for pid in pids if program in Path(f"/proc/{pid}/cmdline").read_text()]
        except OSError:
            continue  # it has gone meanwhile
    return found


def enrol(far: Bench, name: str) -> None:
    """From now on the bench's token is this terminal's."""
    command = [sys.executable, "-m", "kiosk.cli.hall", "add-terminal", name, "--state", str(far.folder / "hall")]
    far.token = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True, text=True).stdout.strip()
