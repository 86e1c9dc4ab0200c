"""A whole terminal without a window: real keeper, real visit, real drivers on real wires, a real hall on loopback.

The visit runs in a thread instead of a process, and a pair of hands does what fingers do. Time-outs are reached by
moving the terminal's clock, never by waiting; only the drivers keep the machine's own time, for bytes take as long as
they take.
"""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from datetime import time as time_of_day
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import apsw

from kiosk.cli import bench, keeper_parts, visit_parts
from kiosk.cli.setup import Setup, read_setup
from kiosk.ports.document_camera import Frame
from kiosk.ports.status import unknown
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.gate import PIN_FILE, write_pin
from kiosk.runtime.keeper import Keeper
from kiosk.runtime.link import Link, pair
from kiosk.runtime.visit import Visit
from kiosk.runtime.wipe import WINDOWS, Report
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.model import Session
from kiosk.session.snapshot import Snapshot

PATIENCE = 15.0
MOBILE = "13800138000"
ACCOUNT = "6222021234567890128"  # a Luhn-valid number of nobody's
HOUSE = "三组12号"
FORM = {
    "mobile": MOBILE,
    "residence_region": "320682/320682-cj/320682-cj-zq",
    "residence_detail": HOUSE,
    "bank_name": "农业银行",
    "bank_account": ACCOUNT,
    "other_allowance": "no",
}
STROKE = ((0.1, 0.5), (0.3, 0.2), (0.5, 0.8), (0.9, 0.4))

_SHORTS = (f"T{number:04}" for number in count(1))  # terminals that share a hall have names of their own

_MARKS = count(1)


class MovableClock(SystemClock):
    """The machine's clock, with a hand on it."""

    def __init__(self) -> None:
        self.moved = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.moved

    def utc_now(self) -> datetime:
        return super().utc_now() + timedelta(seconds=self.moved)


class Glass:
    """A window that only remembers. `changed` is notified at every new picture, on whichever glass of a terminal."""

    def __init__(self, changed: threading.Condition) -> None:
        self.now: Snapshot | None = None
        self.past: list[Snapshot] = []
        self.frames = 0
        self.is_revealed = False
        self.is_forgotten = False
        self.breaks = False
        self._changed = changed

    def reveal(self) -> None:
        with self._changed:
            self.is_revealed = True
            self._changed.notify_all()

    def show(self, snapshot: Snapshot) -> None:
        if self.breaks:
            raise RuntimeError("the glass broke")
        with self._changed:
            self.now = snapshot
            self.past.append(snapshot)
            self._changed.notify_all()

    def preview(self, frame: Frame) -> None:
        self.frames += 1

    def forget(self) -> Report:
        with self._changed:
            self.is_forgotten = True
            self.past.clear()
        return tuple((name, "cleared") for name in WINDOWS)


class VisitThread:
    """A visit as the keeper sees it."""

    def __init__(self, setup: Setup, clock: MovableClock, changed: threading.Condition) -> None:
        ours, theirs = pair()
        self.link, self.glass, self._far = Link(ours), Glass(changed), Link(theirs)
        devices = SystemClock()
        self.visit = Visit(
            visit_parts.world(setup),
            self._far,
            self.glass,
            clock,
            visit_parts.devices(setup, devices),
            visit_parts.inquiries(setup),
            tick=0.05,
        )
        self.report: Any = None
        self.crash: BaseException | None = None
        self._changed = changed
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.report = self.visit.run()
        except RuntimeError as crash:
            self.crash = crash
            for watch in self.visit._watches.every():  # a process's end would close its ports
                watch.order("close")
                watch.join(PATIENCE)
        finally:
            self._far.close()
        with self._changed:
            self._changed.notify_all()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def end(self, patience: float) -> None:
        self._thread.join(patience)


class Terminal:
    """The terminal and the hands of a person who stands before it.

    `settings` go into the terminal file: [section] key → TOML text.
    """

    def __init__(self, far: bench.Bench, folder: Path, settings: dict[str, dict[str, str]]) -> None:
        self.bench, self.clock, self.short = far, MovableClock(), next(_SHORTS)
        self.state = folder / "state"
        self.state.mkdir(mode=0o700, parents=True)
        (self.state / "backend.token").write_text(far.token)
        self.camera = folder / "camera"
        self.plug_camera()
        self.file = folder / "terminals" / "flow.toml"
        self.file.parent.mkdir()
        self.file.write_text(self._terminal_file(settings), "utf-8")
        self.setup = read_setup(self.file, self.state)
        self.visits: list[VisitThread] = []
        self.changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_off = False

    def _terminal_file(self, settings: dict[str, dict[str, str]]) -> str:
        text = self.bench.terminal_file.read_text("utf-8")
        text = text.replace(str(self.bench.pages), str(self.camera)).replace(
            'short = "CJ01"', f'short = "{self.short}"'
        )
        # The vendor's interval between polls spares a card's coil; the simulator has none.
        text = text.replace('id-reader" }', 'id-reader", poll_every = 0.03 }')
        # Nor does a phone that is held out again need to be told from one that was never taken away.
        text = text.replace('preset = "newland" }', 'preset = "newland", repeat_after = 0.2 }')
        assert "repeat_after" in text
        assert self.short in text and "poll_every" in text and str(self.camera) in text
        for section, values in settings.items():
            head = f"[{section}]\n"
            text = text if head in text else f"{text}\n{head}"
            before, rest = text.split(head)
            own, mark, after = rest.partition("\n[")
            kept = [line for line in own.splitlines() if line.split(" = ")[0] not in values]
            text = (
                before + head + "\n".join([*kept, *(f"{key} = {value}" for key, value in values.items()), mark]) + after
            )
        return text

    def start(self) -> None:
        """Switch on; the attract screen is on the glass when this returns."""
        self._is_off = False
        ready: queue.Queue[Keeper | BaseException] = queue.Queue()
        self._thread = threading.Thread(target=self._keep, args=(ready,), daemon=True)
        self._thread.start()
        keeper = ready.get(timeout=PATIENCE)
        if isinstance(keeper, BaseException):
            raise keeper
        self.keeper = keeper
        self.sees(s.AttractShown)

    def stop(self) -> None:
        """What SIGTERM does."""
        if self._thread is None:
            return
        self._is_off = True  # no keeper follows this one
        self.keeper.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the keeper did not stop"
        self._thread = None

    def _keep(self, ready: "queue.Queue[Keeper | BaseException]") -> None:
        is_damaged = False
        while True:
            try:
                store = keeper_parts.open_database(self.setup, self.clock, is_damaged=is_damaged)
                keeper_parts.settle(store)
                keeper = Keeper(
                    spawn=self._spawn,
                    clock=self.clock,
                    seal_to=keeper_parts.seal_to(self.setup),
                    lane_key=keeper_parts.lane_key(self.setup.keys),
                    desks=lambda keeper: keeper_parts.desks(self.setup, store, self.clock, keeper),  # noqa: B023
                    journal=store.journal,
                    test_paper=keeper_parts.test_paper(self.setup, store, self.clock),
                    breath=0.05,
                )
            except BaseException as error:
                ready.put(error)
                return
            self.keeper = keeper
            if self._is_off:
                keeper.stop()
            ready.put(keeper)
            try:
                keeper.run()
            finally:
                is_damaged = store.is_damaged
                store.close()
            if self._is_off or not keeper.has_lost_its_store:
                return

    def _spawn(self) -> VisitThread:
        visit = VisitThread(self.setup, self.clock, self.changed)
        with self.changed:
            self.visits.append(visit)
        return visit

    # ---- what a person sees and does ------------------------------------------------------------------------------

    @property
    def current(self) -> VisitThread | None:
        """The visit that is on the glass."""
        return next((v for v in reversed(self.visits) if v.glass.is_revealed and v.is_alive()), None)

    @property
    def now(self) -> Snapshot | None:
        return self.current.glass.now if self.current else None

    @property
    def here(self) -> VisitThread:
        """The visit that is on the glass, when there must be one."""
        assert self.current is not None
        return self.current

    def touch(self, *events: e.Event) -> None:
        for event in events:
            self.here.visit.post(event)

    def until(self, what: Callable[[Snapshot], Any], patience: float = PATIENCE) -> Snapshot:
        """Wait until the glass shows what is waited for."""
        with self.changed:
            seen = self.changed.wait_for(lambda: self.now is not None and what(self.now), patience)
            assert seen, f"never seen; the glass shows {self.now}"
            assert self.now is not None
            return self.now

    def sees(self, kind: type, patience: float = PATIENCE) -> Any:
        return self.until(lambda shown: isinstance(shown.shown, kind), patience).shown

    def sees_over(self, kind: type) -> Any:
        """What lies over the screen."""
        return self.until(lambda shown: isinstance(shown.overlay, kind)).overlay

    def settle(self) -> Snapshot:
        """What the glass shows once everything posted so far has been taken."""
        mark = f"mark-{next(_MARKS)}"  # a device that nobody knows: its status is noted, and nothing else happens
        visit = self.here.visit
        visit.post(e.StatusSeen(mark, unknown(0.0)))
        eventually(lambda: mark in visit.session.statuses)
        assert self.now is not None
        return self.now

    def session_has(self, what: Callable[[Session], Any]) -> None:
        """Wait for something that the session knows and no screen shows."""
        eventually(lambda: what(self.here.visit.session))

    def pass_time(self, seconds: float) -> None:
        self.clock.moved += seconds
        visit = self.current
        for watch in visit.visit._watches.every() if visit else ():
            watch.order("test")  # they sleep by the machine's clock

    # ---- what lies around -----------------------------------------------------------------------------------------

    def unplug_camera(self) -> None:
        self.camera.unlink()

    def plug_camera(self) -> None:
        self.camera.symlink_to(self.bench.pages)

    @property
    def papers(self) -> list[dict[str, Any]]:
        """What came out of the printer since the test began: text lines, codes, picture."""
        papers: list[dict[str, Any]] = self.bench.printer.ask("papers")["papers"]
        return papers

    def stored(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the terminal's own database, read beside it."""
        return _rows(self.state / "kiosk.db", sql, values)

    def in_hall(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the hall's database."""
        return _rows(self.bench.folder / "hall" / "hall.db", sql, values)

    def arrived(self) -> list[tuple[Any, ...]]:
        """This terminal's applications in the hall: (number, slip number, body)."""
        return self.in_hall(
            "SELECT number, slip_number, body FROM application WHERE slip_number LIKE ?", f"{self.short}-%"
        )

    def journal(self) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in self.stored("SELECT kind, outcome FROM journal ORDER BY seq")]

    # ---- stretches of a visit -------------------------------------------------------------------------------------

    def comes_to(self, kind: type) -> Any:
        """Walk the usual way until this screen is on the glass."""
        for step in (
            self._home, self._guide, self._notice, self._identity, self._form, self._materials, self._review, self._sign,
            self._done,
        ):  # fmt: skip
            shown = step()
            if isinstance(shown, kind):
                return shown
        raise AssertionError(f"{kind} is not on the usual way")

    def _home(self) -> Any:
        self.sees(s.AttractShown)
        self.touch(e.ScreenTouched())
        return self.sees(s.HomeShown)

    def _guide(self) -> Any:
        self.until(lambda shown: shown.shown.offers[0].refused is None)
        self.touch(e.MatterChosen("elderly_allowance"))
        return self.sees(s.GuideShown)

    def _notice(self) -> Any:
        self.session_has(lambda session: session.works("id_reader"))
        self.touch(e.NextPressed())
        return self.sees(s.NoticeShown)

    def _identity(self) -> Any:
        self.touch(e.ConsentGiven())
        return self.sees(s.IdentityShown)

    def _form(self) -> Any:
        self.bench.reader.ask("lay", card="elder")
        return self.sees(s.FormShown)

    def _materials(self) -> Any:
        self.fill_form()
        return self.sees(s.MaterialsShown)

    def _review(self) -> Any:
        self.until(lambda shown: shown.shown.camera is None)
        self.photograph(1)
        self.touch(e.NextPressed())
        return self.sees(s.ReviewShown)

    def _sign(self) -> Any:
        self.touch(e.DeclarationTicked(True), e.NextPressed())
        return self.sees(s.SignShown)

    def _done(self) -> Any:
        self.sign()
        return self.sees(s.DoneShown)

    def chooses(self, matter: str) -> s.GuideShown:
        """From the attract screen to a matter's guide."""
        self._home()
        self.touch(e.MatterChosen(matter))
        guide: s.GuideShown = self.sees(s.GuideShown)
        return guide

    def is_asked_who(self, matter: str) -> s.IdentityShown:
        """From the attract screen to where the matter asks who is here; every device has said that it works."""
        self.chooses(matter)
        self.until(lambda shown: shown.shown.refused is None)
        self.touch(e.NextPressed())
        self.sees(s.NoticeShown)
        self.touch(e.ConsentGiven())
        shown: s.IdentityShown = self.sees(s.IdentityShown)
        return shown

    def move_to(self, hour: int, weekday: int = 0) -> None:
        """The clock goes on to this hour of the next such day at the hall (0 is Monday). Before anybody comes."""
        zone = ZoneInfo(self.setup.hall.zone)
        now = self.clock.utc_now().astimezone(zone)
        day = now.date() + timedelta(days=(weekday - now.weekday() - 1) % 7 + 1)
        self.pass_time((datetime.combine(day, time_of_day(hour), zone) - now).total_seconds())

    def sets_pin(self, role: str, pin: str) -> None:
        """What the technician did before."""
        write_pin(self.state / PIN_FILE, role, pin)

    def fill_form(self) -> None:
        for page in (("mobile", "residence_region", "residence_detail"),
                     ("bank_name", "bank_account", "other_allowance"), ()):  # fmt: skip
            self.touch(*(e.ValueEntered(key, FORM[key]) for key in page), e.NextPressed())

    def photograph(self, index: int) -> None:
        self.touch(e.MaterialChosen(index))
        self.sees(s.CameraShown)
        self.touch(e.PhotoPressed())
        self.until(lambda shown: getattr(shown.shown, "phase", "") == "taken")
        self.touch(e.PhotoKept())
        self.sees(s.MaterialsShown)

    def sign(self) -> None:
        self.touch(e.StrokeDrawn(STROKE), e.NextPressed())

    def slip_ends(self) -> Any:
        """The outcome, once it is known what became of the slip."""
        return self.until(lambda shown: getattr(shown.shown, "slip", "printing") != "printing").shown


def eventually(what: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Wait for something that no glass shows: another process's database, a file."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.01)  # looks again; the deadline above ends it
    raise AssertionError("it never came")


def _rows(path: Path, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    # The store's own library: two SQLites in one process take each other's locks away.
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as database:
        database.set_busy_timeout(5000)
        return list(database.execute(sql, values))
