"""The keeper: lives for months. Owns the store, the printer and the line to the hall; keeps one visit on the glass and
one standing by; sees nothing of a resident that is not sealed or masked.

One thread (`run`) owns all of it; lanes and links post closures to its queue.
"""

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from kiosk.errors import KioskError
from kiosk.ports.clock import Clock
from kiosk.ports.receipt_printer import PrintOutcome
from kiosk.ports.status import Status
from kiosk.runtime import messages as m
from kiosk.runtime.booking_desk import BookingDesk
from kiosk.runtime.case_desk import CaseDesk
from kiosk.runtime.gate import Gate
from kiosk.runtime.hall_desk import HallDesk
from kiosk.runtime.health_desk import HealthDesk
from kiosk.runtime.inquiry_desk import InquiryDesk
from kiosk.runtime.link import Link, LinkClosed
from kiosk.runtime.printing import Printing, paper_ended
from kiosk.session.events import StatusSeen

_BREATH = 0.5  # seconds between two looks at what is due
_TELL_EVERY = 5.0  # seconds between two words to the visit about the hall
_GOODBYE = 3.0  # seconds for a visit to wipe and go
_RESPAWN = (0.2, 1.0, 3.0, 10.0)  # a visit that dies at once is not started in a tight loop

log = structlog.get_logger()


class VisitProcess(Protocol):
    """A visit as the keeper starts it: a process (in tests a thread) and the link to it."""

    link: Link

    def is_alive(self) -> bool:
        """Whether it still runs."""
        ...

    def end(self, patience: float) -> None:
        """Wait so long for it to go by itself, then end it."""
        ...


class _Visit:
    """One visit and where it is in its life."""

    def __init__(self, process: VisitProcess) -> None:
        self.process = process
        self.listener: threading.Thread | None = None
        self.stands_by = False
        self.begun = False
        self.ended = False


@dataclass(frozen=True, slots=True)
class Desks:
    """Who does what the visits ask for."""

    printing: Printing
    cases: CaseDesk
    hall: HallDesk
    bookings: BookingDesk
    inquiries: InquiryDesk
    health: HealthDesk
    gate: Gate


class Keeper:
    """Supervisor and desks. `run` until `stop`."""

    def __init__(
        self,
        spawn: Callable[[], VisitProcess],
        clock: Clock,
        seal_to: bytes,
        desks: Callable[["Keeper"], Desks],
        journal: Callable[[str, str], None],
        test_paper: Callable[[Printing, Callable[[PrintOutcome], None]], None],
        breath: float = _BREATH,
    ) -> None:
        self._spawn, self._clock, self._seal_to, self._journal = spawn, clock, seal_to, journal
        self._test_paper, self._breath = test_paper, breath
        # A SimpleQueue: `stop` is called by a signal, which may come while this very thread holds a Queue's lock.
        self._queue: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        made = desks(self)
        self._printing, self._cases, self._hall, self._health = made.printing, made.cases, made.hall, made.health
        self._bookings, self._inquiries, self._gate = made.bookings, made.inquiries, made.gate
        self._statuses: dict[str, Status] = {}
        self._current: _Visit | None = None
        self._standby: _Visit | None = None
        self._leaving: list[_Visit] = []  # wiped, and still on the glass until the next one is
        self._tell_at = 0.0
        self._deaths = 0
        self._spawn_at = 0.0
        self._stopping = False

    def post(self, act: Callable[[], None]) -> None:
        """Safe from any thread: `act` runs in the keeper's."""
        self._queue.put(act)

    def stop(self) -> None:
        """Safe from any thread and from a signal: wipe the visit, commit, close ports, return from `run`."""
        self._queue.put(self._stop)

    def statuses(self) -> Mapping[str, Status]:
        """What every device said last (the keeper's thread only)."""
        return dict(self._statuses)

    def has_visit(self) -> bool:
        """Whether somebody is being served now (the keeper's thread only)."""
        return self._current is not None and self._current.begun and not self._current.ended

    def seen(self, device: str, status: Status) -> None:
        """A device's status, ours or the visit's; the visit hears of ours."""
        known = self._statuses.get(device)
        if known is None or (known.readiness, known.cause) != (status.readiness, status.cause):
            log.info("device", device=device, readiness=status.readiness.value, cause=status.cause)
        self._statuses[device] = status
        if device in ("receipt_printer", "backend"):
            self._say(StatusSeen(device, status))

    def run(self) -> None:
        """Until stopped. What was under way when the last run ended has been settled by the store before."""
        while not self._stopping:
            self._guarded(self._breathe)
            try:
                act = self._queue.get(timeout=self._breath)
            except queue.Empty:
                continue
            self._guarded(act)
        self._close()

    def _guarded(self, act: Callable[[], None]) -> None:
        """Nothing that one message, device or full disk does ends the keeper: what failed is kept where it was."""
        try:
            act()
        except KioskError as error:
            log.error("failed", key=error.key, actor=error.actor.value)
        except Exception:  # the loop must live; the log says what broke
            log.exception("failed")

    def _do(self, act: Callable[[], None]) -> None:
        """A declared error of one act (a full disk, say) does not end the keeper."""
        try:
            act()
        except KioskError as error:
            log.error("keeper", key=error.key)

    # ---- life -----------------------------------------------------------------------------------------------------

    def _breathe(self) -> None:
        self._mind_visits()
        self._printing.look()
        self._cases.breathe()
        self._hall.breathe()
        self._bookings.breathe()
        self._health.breathe()
        now = self._clock.monotonic()
        if now >= self._tell_at:
            self._tell_at = now + _TELL_EVERY
            self._say(self._hall.seen_now())

    def _mind_visits(self) -> None:
        """A visit that died is buried; there is always one on the glass and one standing by."""
        for visit in (self._current, self._standby):
            if visit is not None and not visit.process.is_alive():
                self._bury(visit)
        if self._standby is None and self._clock.monotonic() >= self._spawn_at:
            self._standby = self._start()
        if self._current is None and self._standby is not None and self._standby.stands_by:
            self._hand_glass_over()

    def _start(self) -> _Visit:
        visit = _Visit(self._spawn())
        visit.listener = threading.Thread(target=self._listen, args=(visit,), name="visit-link", daemon=True)
        visit.listener.start()
        return visit

    def _hand_glass_over(self) -> None:
        visit, self._standby = self._standby, None
        if visit is None:
            return
        self._current = visit
        visit.process.link.send(m.TakeOver(self._seal_to))
        for device, status in self._statuses.items():
            if device in ("receipt_printer", "backend"):
                visit.process.link.send(StatusSeen(device, status))
        visit.process.link.send(self._hall.seen_now())

    def _bury(self, visit: _Visit) -> None:
        if not visit.ended:
            self._journal("visit", "crashed" if visit.begun else "died-idle")
            log.error("visit died", begun=visit.begun)
            self._spawn_at = self._clock.monotonic() + _RESPAWN[min(self._deaths, len(_RESPAWN) - 1)]
            self._deaths += 1
        visit.process.link.close()
        if visit is self._current:
            self._current = None
        if visit is self._standby:
            self._standby = None

    def _say(self, value: object) -> None:
        if self._current is not None and not self._current.ended:
            self._current.process.link.send(value)

    def _stop(self) -> None:
        self._stopping = True

    def _close(self) -> None:
        """All visits at once: their patience is one, not one each."""
        goodbye = self._clock.monotonic() + _GOODBYE
        for visit in self._leaving:
            visit.process.link.close()
        visits = [visit for visit in (self._current, self._standby) if visit is not None]
        for visit in visits:
            visit.process.link.send(m.Leave())
        for visit in (*visits, *self._leaving):
            visit.process.end(max(0.1, goodbye - self._clock.monotonic()))
            if visit.listener is not None:  # closing first would drop what it has not read yet
                visit.listener.join(max(0.1, goodbye - self._clock.monotonic()))
            visit.process.link.close()
        self._hear_the_last()
        self._cases.close()
        self._hall.close()
        self._printing.close()

    def _hear_the_last(self) -> None:
        """What visits said while they went: that they are wiped belongs into the journal."""
        while True:
            try:
                act = self._queue.get_nowait()
            except queue.Empty:
                return
            self._guarded(act)

    # ---- what visits say ------------------------------------------------------------------------------------------

    def _listen(self, visit: _Visit) -> None:
        """A link's thread. A visit that said what is no message is heard no more, and hears so: it wipes and goes."""
        try:
            while True:
                value = visit.process.link.receive()
                self.post(lambda value=value: self._hear(visit, value))  # type: ignore[misc]
        except LinkClosed:
            visit.process.link.close()

    def _hear(self, visit: _Visit, value: object) -> None:
        handle = self._EARS.get(type(value))
        if handle is None:
            log.warning("unknown message", type=type(value).__name__)
            return
        handle(self, visit, value)

    def _stands_by(self, visit: _Visit, message: m.StandingBy) -> None:
        visit.stands_by = True

    def _attracts(self, visit: _Visit, message: m.Attracting) -> None:
        self._deaths = 0
        for gone in self._leaving:
            gone.process.link.close()
        self._leaving.clear()
        log.info("attract", seconds=round(message.seconds, 3))

    def _begins(self, visit: _Visit, message: m.VisitBegun) -> None:
        visit.begun = True
        self._journal("visit", "begun")

    def _ends(self, visit: _Visit, message: m.VisitEnded) -> None:
        """Wiped. The next one comes up first, then this process goes, so that the glass is never dark."""
        visit.ended = True
        if visit.begun:
            self._journal("visit", message.reason)
            whole = all("left" not in how for _, how in message.report)
            self._journal("visit.wiped", "whole" if whole else "left-to-process-end")
        log.info("wiped", reason=message.reason, report=message.report)
        if visit is self._current:
            self._current = None
            self._leaving.append(visit)
            if not self._stopping:
                self._mind_visits()
        threading.Thread(target=visit.process.end, args=(_GOODBYE,), name="visit-end", daemon=True).start()

    def _tests(self, visit: _Visit, message: m.TestAsked) -> None:
        if message.device == "backend":
            self._hall.ask()
        elif message.device == "receipt_printer":
            self._test_paper(self._printing, lambda outcome: self._say(paper_ended("test", outcome)))

    def _surprised(self, visit: _Visit, message: m.Surprised) -> None:
        log.warning("surprise", state=message.state, happened=message.event)

    _EARS: Mapping[type[object], Callable[["Keeper", _Visit, Any], None]] = {
        m.StandingBy: _stands_by,
        m.Attracting: _attracts,
        m.VisitBegun: _begins,
        m.VisitEnded: _ends,
        m.SlipNumberAsked: lambda self, visit, message: self._cases.number(message, visit.process.link.send),
        m.HandedOver: lambda self, visit, message: self._cases.take_in(message, visit.process.link.send),
        m.TicketAsked: lambda self, visit, message: self._hall.ticket(message, visit.process.link.send),
        m.SlotsAsked: lambda self, visit, message: self._bookings.slots(message, visit.process.link.send),
        m.BookingAsked: lambda self, visit, message: self._bookings.book(message, visit.process.link.send),
        m.InquiryMade: lambda self, visit, message: self._inquiries.ask(message, visit.process.link.send),
        m.RatingGiven: lambda self, _, message: self._hall.rate(message),
        m.PinTried: lambda self, visit, message: visit.process.link.send(self._gate.tried(message.pin)),
        m.TestAsked: _tests,
        m.DeviceSeen: lambda self, _, message: self.seen(message.device, message.status),
        m.Surprised: _surprised,
    }
