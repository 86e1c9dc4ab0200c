"""The walker: brings a visit to a step, makes the fault, does what a resident does next, and says what she got."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.cli.bench import Bench
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.model import State
from kiosk.session.snapshot import Snapshot
from tests.faults.grid.data import Fault, Step
from tests.faults.grid.faults import SPECIAL
from tests.faults.grid.steps import STEPS, WAYS, Laid, Walk
from tests.faults.grid.terminal import CODE, WAIT, GridTerminal, enrol

PORTS: Mapping[str, str] = {
    "id-reader": "id_reader",
    "qr-scanner": "qr_scanner",
    "document-camera": "document_camera",
    "face-comparison": "face_comparison",
    "receipt-printer": "receipt_printer",
    "network": "backend",
}
_COUNTED = ("identity_code", "comparison_agent", "booking", "booked")  # of these a hall takes so many in an hour
_ENDING = ("visit-killed", "window-broken", "keeper-stopped", "keeper-killed", "power-cut")
_PATIENCE = 20.0  # real seconds for an outcome to show; the drivers keep the machine's own time
_SHORTLY = 1.5  # real seconds after which a resident's wait for a receipt is made short by the clock
_LONGEST_BACK_OFF = 301.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a cell was declared to lead to and what it led to; `trouble` is anything else that must not be."""

    step: str
    fault: str
    declared: str
    got: str
    seconds: float
    trouble: str = ""

    @property
    def is_kept(self) -> bool:
        return self.declared == self.got and not self.trouble

    def line(self) -> str:
        return f"{self.step} × {self.fault}: declared {self.declared}, got {self.got} {self.trouble}".rstrip()


@dataclass
class Walker:
    """Walks cells of one step on one terminal after another."""

    far: Bench
    folder: Path
    terminal: GridTerminal | None = None
    made: int = 0
    name: str = ""  # under which the hall knows the terminal
    acknowledged: set[str] = field(default_factory=set)  # slip numbers that were said to be held
    refused: set[str] = field(default_factory=set)

    def walk(self, step: Step, faults: list[Fault]) -> list[Seen]:
        """All these cells of one step."""
        found = []
        at_step = False
        if step.key in _COUNTED or not self.name:
            self.name = f"M{self.made:04}"
            enrol(self.far, self.name)
        for fault in faults:
            if self.terminal is None:
                self._renew()
                at_step = False
            seen, at_step = self._cell(step, fault, at_step)
            found.append(seen)
        if found:
            found[-1] = self._settled(found[-1])
        return found

    # ---- terminals ------------------------------------------------------------------------------------------------

    def _renew(self) -> None:
        self.close()
        for end in (self.far.reader, self.far.printer, self.far.scanner, self.far.face, self.far.hall):
            end.ask("reset")
        self.made += 1
        self.terminal = GridTerminal(self.far, self.folder / f"{self.made:03}", self.name)
        self.terminal.start()

    def close(self) -> None:
        """The terminal goes, whatever it is at."""
        if self.terminal is not None:
            self.terminal.stop()
            self.terminal = None

    def _settled(self, last: Seen) -> Seen:
        """At the end of a step: everything that was said to be held is in the hall, once, and nothing else."""
        assert self.terminal is not None
        t = self.terminal
        trouble = ""
        try:
            wanted = self.acknowledged - self.refused
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                arrived = sorted(row[1] for row in t.arrived())
                if set(arrived) >= wanted:
                    break
                t.clock.moved += _LONGEST_BACK_OFF
                time.sleep(0.5)  # the senders take the time that they take
            if set(arrived) - self.refused < wanted:
                trouble = f"{len(wanted - set(arrived))} that were said to be held never arrived"
            if len(arrived) != len(set(arrived)):
                trouble = "one arrived twice"
        except AssertionError as gap:
            trouble = f"at the end: {gap}"
        self.acknowledged.clear()
        self.refused.clear()
        self.close()
        if not trouble:
            return last
        return Seen(last.step, last.fault, last.declared, last.got, last.seconds, f"{last.trouble} {trouble}")

    # ---- one cell -------------------------------------------------------------------------------------------------

    def _cell(self, step: Step, fault: Fault, at_step: bool) -> tuple[Seen, bool]:
        """What it led to, and whether the visit stands at the step as before."""
        declared, way, began = fault.at(step.key), STEPS[step.key], time.monotonic()
        got, trouble, stands = "lost", "", False
        try:
            got, trouble, stands = self._tried(step, fault, way, declared, at_step)
        except AssertionError as gap:
            trouble = " ".join(str(gap).split())[:300] or "an assertion"
        except Exception as error:  # whatever it was, it is this cell's
            trouble = f"{type(error).__name__}: {error}"[:300]
        if trouble:
            self._renew()
            stands = False
        return Seen(step.key, fault.key, declared, got, time.monotonic() - began, trouble), stands

    def _tried(self, step: Step, fault: Fault, way: Walk, declared: str, at_step: bool) -> tuple[str, str, bool]:
        t = self.terminal
        assert t is not None
        if not at_step:
            way.reach(t)
        first, given = t.here, t.here.visit.session.given
        laid = _laid(fault)
        _make(t, fault)
        self._noticed(fault, way)
        if t.current is first and fault.key not in _ENDING:
            way.act(t, laid)
        got = self._outcome(t, first, way, declared)
        self._write_down(first)
        _mend(t, fault)
        trouble = self._afterwards(t, first, way, fault, got)
        stands = False
        if not trouble and way.back is not None and got in ("unchanged", "said") and t.current is first:
            way.back(t)
            session = t.here.visit.session
            stands = session.state == step.state and session.given == given and not session.proof.stale
        if not stands:
            self._ends(t)
        return got, trouble, stands

    def _noticed(self, fault: Fault, way: Walk) -> None:
        """The terminal has found out by itself what it can find out."""
        assert self.terminal is not None
        port = PORTS.get(fault.device)
        if port is not None and _stays(fault) and way is not STEPS["submitting"]:
            self.terminal.notices(port, 2.5)

    def _outcome(self, t: GridTerminal, first: Any, way: Walk, declared: str) -> str:
        deadline, short, shortened = time.monotonic() + _PATIENCE, time.monotonic() + _SHORTLY, False
        while time.monotonic() < deadline:
            if t.current is not first:
                if t.current is not None and isinstance(
                    t.current.glass.now and t.current.glass.now.shown, s.AttractShown
                ):
                    return "unchanged" if way.leaves and declared != "returns" else "returns"
            elif declared != "returns" and (shown := t.now) is not None and (found := _read(shown, way)):
                if t.now == shown:
                    return found
                continue
            hurries = declared == "kept" and t.at is State.SUBMITTING
            if hurries and not shortened and time.monotonic() > short:
                shortened, t.clock.moved = True, t.clock.moved + WAIT + 1
            time.sleep(0.005)  # looks again; the deadline above ends it
        return f"stuck at {t.at} ({_brief(t.now)})"

    def _write_down(self, first: Any) -> None:
        """What this resident was told about hers."""
        session = first.visit.session
        if session.result.slip_number:
            self.acknowledged.add(session.result.slip_number)
        if session.fault is not None and session.fault.happened.key == "fault.happened.declined":
            self.refused.add(session.result.slip_number)

    def _afterwards(self, t: GridTerminal, first: Any, way: Walk, fault: Fault, got: str) -> str:
        """Once it is mended: the device is used again, and who was asked to try again comes through."""
        port = PORTS.get(fault.device)
        if port is not None and _stays(fault) and t.current is not None and t.at is not State.SUBMITTING:
            for _ in range(4):
                t.notices(port, 2.5)
                if t.works(port) or t.at is State.CAMERA:
                    break
            else:
                return f"{port} is mended and not used again"
        if got == "again" and t.current is first:
            return self._again(t, first, way)
        return ""

    def _again(self, t: GridTerminal, first: Any, way: Walk) -> str:
        t.touch(e.StayPressed())
        t.clock.moved += 16  # a gate makes wait
        t.bench.reader.ask("lift")
        t.bench.scanner.ask("take_away")
        reader = first.visit._watches["id_reader"]._reader
        t._await(lambda: not getattr(reader, "_must_lift", False), 2.0)
        shown = t.settle().shown
        if isinstance(shown, s.IdentityShown) and shown.purpose == "again":
            t.bench.reader.ask("lay", card="elder")
            t._await(lambda: t.at is not State.IDENTITY_AGAIN, 4.0)
        elif not isinstance(t.settle().shown, s.SignShown | s.ReviewShown):
            way.act(t, Laid({"card": "elder"}, {"text": CODE}))
        else:
            t.touch(e.NextPressed())
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if t.now is not None and way.went_on(t.now):
                self._write_down(first)
                return ""
            if t.at is State.SIGN and way.submits:
                t.touch(e.NextPressed())
            time.sleep(0.01)  # looks again; the deadline above ends it
        return f"trying again did not help: {t.at} ({_brief(t.now)})"

    def _ends(self, t: GridTerminal) -> None:
        """She goes, or has gone; the next one finds nothing of her."""
        if t.current is None or not isinstance(t.now and t.now.shown, s.AttractShown):
            if t.at is State.SUBMITTING:
                t._await(lambda: t.at is not State.SUBMITTING, 3.0)
                t.clock.moved += WAIT + 30
            t._await(lambda: t.at is not State.SUBMITTING, 5.0)
            if t.at is State.DONE:
                self._write_down(t.here)
            t.leaves()
        t.bench.reader.ask("lift")
        t.bench.scanner.ask("take_away")
        t.sees(s.AttractShown)


def _laid(fault: Fault) -> Laid:
    return Laid(
        fault.card or {"card": "elder"}, fault.code or {"text": CODE}, PORTS.get(fault.device, "receipt_printer")
    )


def _make(t: GridTerminal, fault: Fault) -> None:
    if fault.make is not None:
        _hands(t, fault.make)
    elif fault.key in SPECIAL:
        SPECIAL[fault.key][0](t)


def _mend(t: GridTerminal, fault: Fault) -> None:
    if fault.make is not None:
        _hands(t, fault.mend)
    elif fault.key in SPECIAL:
        SPECIAL[fault.key][1](t)
    t.bench.hall.ask("slow", seconds=0)


def _hands(t: GridTerminal, hands: tuple[Mapping[str, Any], ...]) -> None:
    for hand in hands:
        arguments = {key: value for key, value in hand.items() if key not in ("device", "op")}
        t.bench.hand(hand["device"]).ask(hand["op"], **arguments)


def _stays(fault: Fault) -> bool:
    """Whether the device itself is broken, rather than what is laid on it."""
    return fault.make is not None or fault.device == "document-camera"


def _brief(shown: Snapshot | None) -> str:
    if shown is None:
        return "nothing"
    parts = {
        name: getattr(shown.shown, name) for name in ("phase", "trouble", "slip", "busy") if hasattr(shown.shown, name)
    }
    return f"{type(shown.shown).__name__} {parts} over: {shown.overlay}"[:200]


# ---- what a snapshot says -----------------------------------------------------------------------------------------


def _read(shown: Snapshot, way: Walk) -> str:
    """The outcome that this picture is, or nothing where it is not the last word yet."""
    at = shown.shown
    if isinstance(shown.overlay, s.FaultShown):
        return "again" if "try-again" in shown.overlay.todo.key else "other-way"
    for kinds, read in _READERS:
        if isinstance(at, kinds) and (found := read(at, way)):
            return found
    return _went_on(shown) if way.went_on(shown) else ""


def _identity(at: s.IdentityShown, way: Walk) -> str:
    if at.phase == "failed":
        return "again"
    if at.phase == "unavailable":
        return "other-way" if at.tickets else "no way out"
    if way is STEPS["identity_code"] and not at.codes:
        return "other-way" if at.card else "no way out"
    if at.purpose == "again" and way is not STEPS["identity_again"]:
        return "again"
    return ""


def _comparison(at: s.ComparisonShown, way: Walk) -> str:
    mine = next((one for one in at.ways if one.way is WAYS.get(id(way))), None)
    if mine is not None and mine.refused is not None:
        return "other-way" if at.tickets or any(one.refused is None for one in at.ways) else "no way out"
    return "again" if at.trouble is not None and not at.busy else ""


def _materials(at: s.MaterialsShown, way: Walk) -> str:
    promised = all(item.promise_days for item in at.items if item.how == "photo" and item.required)
    return ("other-way" if promised else "no way out") if at.camera is not None else ""


def _camera(at: s.CameraShown, way: Walk) -> str:
    return "other-way" if at.trouble is not None and at.phase == "live" else ""


def _booking(at: s.BookingShown, way: Walk) -> str:
    if at.trouble is None or at.busy:
        return ""
    return "again" if at.slots else "other-way" if at.tickets else "no way out"


def _tickets(at: s.TicketsShown, way: Walk) -> str:
    return "again" if at.trouble is not None and not at.busy else ""


def _gate(at: s.GateShown, way: Walk) -> str:
    return "again" if at.trouble is not None else ""


def _refused(at: s.HomeShown | s.GuideShown, way: Walk) -> str:
    refused = at.refused if isinstance(at, s.GuideShown) else at.offers[0].refused
    return "not-begun" if refused is not None and at.tickets else ""


def _went_on(shown: Snapshot) -> str:
    at = shown.shown
    slip = getattr(at, "slip", None)
    if slip == "printing":
        return ""
    if isinstance(at, s.DoneShown) and at.outcome == "kept":
        return "kept"
    if slip in ("not_printed", "unknown") and getattr(at, "rating", None) is None:
        return "no-paper"
    return "said" if _says(shown) else "unchanged"


def _says(shown: Snapshot) -> bool:
    """Whether a quiet line tells what is missing."""
    at = shown.shown
    if shown.frame.notices or getattr(at, "trouble", None) or getattr(at, "camera", None):
        return True
    if isinstance(at, s.TicketsShown):
        return at.paper not in (None, s.Say("readiness.ready"))
    if isinstance(at, s.TechnicianShown):
        return any(
            row.readiness != "ready" or row.tested not in (None, s.Say("test.good"), s.Say("test.printed"))
            for row in at.devices
        )
    return isinstance(at, s.IdentityShown) and not at.card


_READERS: tuple[tuple[Any, Any], ...] = (
    (s.IdentityShown, _identity),
    (s.ComparisonShown, _comparison),
    (s.HomeShown | s.GuideShown, _refused),
    (s.MaterialsShown, _materials),
    (s.CameraShown, _camera),
    (s.BookingShown, _booking),
    (s.TicketsShown, _tickets),
    (s.GateShown, _gate),
)
