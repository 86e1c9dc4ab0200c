"""A whole terminal without a window: real keeper, real visit, real drivers on real wires, a real hall on loopback.

The visit runs in a thread instead of a process, and a pair of hands does what fingers do. Time-outs are reached by moving
the visit's clock, never by waiting.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import bench, compose
from kiosk.ports.document_camera import Frame
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.keeper import Keeper
from kiosk.runtime.link import Link, pair
from kiosk.runtime.visit import Visit
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Snapshot
from kiosk.store.store import Store

PATIENCE = 15.0
LAST_DIGITS = "6222021234567890128"  # a Luhn-valid number of nobody's


class MovableClock(SystemClock):
    """The machine's clock, with a hand on it."""

    def __init__(self) -> None:
        self.moved = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.moved


class Glass:
    """A window that only remembers."""

    def __init__(self) -> None:
        self.now: Snapshot | None = None
        self.past: list[Snapshot] = []
        self.frames = 0
        self.revealed = threading.Event()
        self.forgotten = False
        self.changed = threading.Condition()

    def reveal(self) -> None:
        self.revealed.set()

    def show(self, snapshot: Snapshot) -> None:
        with self.changed:
            self.now = snapshot
            self.past.append(snapshot)
            self.changed.notify_all()

    def preview(self, frame: Frame) -> None:
        self.frames += 1

    def forget(self) -> None:
        self.forgotten = True
        self.past.clear()


class VisitThread:
    """A visit as the keeper sees it."""

    def __init__(self, setup: compose.Setup, clock: MovableClock) -> None:
        ours, theirs = pair()
        self.link, self.glass, self._far = Link(ours), Glass(), Link(theirs)
        devices = SystemClock()
        self.visit = Visit(
            compose.world(setup),
            self._far,
            self.glass,
            clock,
            compose.device(setup, "id_reader", devices),
            compose.device(setup, "document_camera", devices),
            tick=0.05,
        )
        self.report: Any = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.report = self.visit.run()
        finally:
            self._far.close()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def end(self, patience: float) -> None:
        self._thread.join(patience)


class Terminal:
    """The terminal and the hands of a person who stands before it."""

    def __init__(self, far: bench.Bench, state: Path) -> None:
        self.bench, self.clock = far, MovableClock()
        self.setup = compose.read_setup(far.terminal_file, state)
        self.visits: list[VisitThread] = []
        self.store: Store | None = None
        self._ready: queue.Queue[Any] = queue.Queue()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self.keeper = self._ready.get(timeout=PATIENCE)
        if isinstance(self.keeper, BaseException):
            raise self.keeper

    def stop(self) -> None:
        self.keeper.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the keeper did not stop"

    def _keep(self) -> None:
        try:
            clock = SystemClock()
            store = Store.open(self.setup.state / "kiosk.db", "CJ01", clock)
            keeper = Keeper(
                spawn=self._spawn,
                clock=clock,
                seal_to=compose.seal_key(self.setup.state)[1],
                desks=lambda keeper: compose.desks(self.setup, store, clock, keeper),
                journal=store.note,
                test_paper=compose.test_paper(self.setup, store, clock),
                breath=0.05,
            )
            store.recover_prints()
        except BaseException as error:
            self._ready.put(error)
            return
        self._ready.put(keeper)
        keeper.run()
        store.close()

    def _spawn(self) -> VisitThread:
        visit = VisitThread(self.setup, self.clock)
        self.visits.append(visit)
        return visit

    # ---- what a person sees and does ------------------------------------------------------------------------------

    @property
    def current(self) -> VisitThread:
        return next(visit for visit in self.visits if visit.glass.revealed.is_set() and visit.is_alive())

    @property
    def now(self) -> Snapshot:
        shown = self.current.glass.now
        assert shown is not None
        return shown

    def touch(self, *events: e.Event) -> None:
        for event in events:
            self.current.visit.post(event)

    def until(self, what: Callable[[Snapshot], Any], patience: float = PATIENCE) -> Snapshot:
        """Wait until the glass shows what is waited for."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            try:
                shown = self.now
            except (StopIteration, AssertionError):
                shown = None
            if shown is not None and what(shown):
                return shown
            time.sleep(0.01)  # polls another thread's glass; the deadline above ends it
        raise AssertionError(f"never seen; the glass shows {shown}")

    def sees(self, kind: type, patience: float = PATIENCE) -> Any:
        return self.until(lambda shown: isinstance(shown.shown, kind), patience).shown

    def pass_time(self, seconds: float) -> None:
        self.clock.moved += seconds

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
        self.photograph(1)
        self.touch(e.NextPressed())
        return self.sees(s.ReviewShown)

    def _sign(self) -> Any:
        self.touch(e.DeclarationTicked(True), e.NextPressed())
        return self.sees(s.SignShown)

    def _done(self) -> Any:
        self.sign()
        return self.sees(s.DoneShown)

    def fill_form(self) -> None:
        self.touch(
            e.ValueEntered("mobile", "13800138000"),
            e.ValueEntered("residence_region", "320682/320682-cj/320682-cj-zq"),
            e.ValueEntered("residence_detail", "三组12号"),
            e.NextPressed(),
            e.ValueEntered("bank_name", "农业银行"),
            e.ValueEntered("bank_account", LAST_DIGITS),
            e.ValueEntered("other_allowance", "no"),
            e.NextPressed(),
            e.NextPressed(),
        )

    def photograph(self, index: int) -> None:
        self.touch(e.MaterialChosen(index))
        self.sees(s.CameraShown)
        self.touch(e.PhotoPressed())
        self.until(lambda shown: getattr(shown.shown, "phase", "") == "taken")
        self.touch(e.PhotoKept())
        self.sees(s.MaterialsShown)

    def sign(self) -> None:
        self.touch(e.StrokeDrawn(((0.1, 0.5), (0.3, 0.2), (0.5, 0.8), (0.9, 0.4))), e.NextPressed())


@pytest.fixture(scope="session")
def far_ends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bench.Bench]:
    """Simulators and hall: programs of their own, started once, put back as new before each test."""
    with bench.start(tmp_path_factory.mktemp("bench"), wait_seconds=2.0) as far:
        yield far


@pytest.fixture
def terminal(far_ends: bench.Bench, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal with a fresh store, its attract screen on the glass."""
    for end in (far_ends.reader, far_ends.printer, far_ends.hall):
        end.ask("reset")
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    (state / "backend.token").write_text(far_ends.token)
    made = Terminal(far_ends, state)
    made.start()
    made.sees(s.AttractShown)
    yield made
    made.stop()


@pytest.fixture
def today() -> datetime:
    return datetime.now().astimezone()
