"""The keeper: lives for months. Owns the store, the printer and the line to the hall; keeps one visit on the glass and
one standing by; sees nothing of a resident that is not sealed or masked.

One thread (`run`) owns all of it; lanes and links post closures to its queue.
"""

import queue
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from kiosk.contract.envelope import SealTo
from kiosk.errors import KioskError, StoreError
from kiosk.ports.clock import Clock
from kiosk.ports.receipt_printer import Printed, PrintOutcome
from kiosk.ports.status import Status
from kiosk.runtime import messages as m
from kiosk.runtime.booking_desk import BookingDesk
from kiosk.runtime.case_desk import CaseDesk
from kiosk.runtime.draft_desk import DraftDesk
from kiosk.runtime.gate import Gate
from kiosk.runtime.hall_desk import HallDesk
from kiosk.runtime.health_desk import HealthDesk
from kiosk.runtime.inquiry_desk import InquiryDesk
from kiosk.runtime.key_desk import KeyDesk
from kiosk.runtime.printing import Printing, paper_ended
from kiosk.runtime.storage_desk import StorageDesk
from kiosk.runtime.visits import HeardOut, HeldVisit, VisitProcess, Visits
from kiosk.session.events import HallSeen, StatusSeen

_BREATH = 0.5  # seconds between two looks at what is due
_TELL_EVERY = 5.0  # seconds between two words to the visit about the hall

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Desks:
    """Who does what the visits ask for."""

    printing: Printing
    cases: CaseDesk
    hall: HallDesk
    bookings: BookingDesk
    inquiries: InquiryDesk
    drafts: DraftDesk
    health: HealthDesk
    gate: Gate
    keys: KeyDesk
    storage: StorageDesk


class Keeper:
    """Supervisor and desks. `run` until `stop`."""

    def __init__(
        self,
        spawn: Callable[[], VisitProcess],
        clock: Clock,
        seal_to: SealTo,
        lane_key: bytes,
        desks: Callable[["Keeper"], Desks],
        journal: Callable[[str, str], None],
        test_paper: Callable[[Printing, Callable[[PrintOutcome], None]], None],
        breath: float = _BREATH,
    ) -> None:
        self._clock, self._test_paper, self._breath = clock, test_paper, breath
        self._take_over = m.TakeOver(seal_to, lane_key)
        # A SimpleQueue: `stop` is called by a signal, which may come while this very thread holds a Queue's lock.
        self._queue: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._visits = Visits(spawn, self._heard, self._greet, journal, clock)
        made = desks(self)
        self._printing, self._cases, self._hall, self._health = made.printing, made.cases, made.hall, made.health
        self._bookings, self._inquiries, self._gate = made.bookings, made.inquiries, made.gate
        self._keys, self._storage = made.keys, made.storage
        self._drafts = made.drafts
        self._statuses: dict[str, Status] = {}
        self._tell_at = 0.0
        self._stopping = self._loss_is_told = False

    def post(self, act: Callable[[], None]) -> None:
        """Safe from any thread: `act` runs in the keeper's."""
        self._queue.put(act)

    def stop(self) -> None:
        """Safe from any thread and from a signal: wipe the visit, commit, close ports, return from `run`."""
        self._queue.put(self._stop)

    @property
    def has_lost_its_store(self) -> bool:
        """Whether file or disk failed: the next keeper opens it anew, or sets it aside."""
        return self._storage.is_hurt

    def statuses(self) -> Mapping[str, Status]:
        """What every device said last (the keeper's thread only)."""
        return dict(self._statuses)

    def has_visit(self) -> bool:
        """Whether somebody is being served now (the keeper's thread only)."""
        return self._visits.is_serving()

    def seen(self, device: str, status: Status) -> None:
        """A device's status, ours or the visit's; the visit hears of ours."""
        known = self._statuses.get(device)
        if known is None or (known.readiness, known.cause) != (status.readiness, status.cause):
            log.info("device", device=device, readiness=status.readiness.value, cause=status.cause)
        self._statuses[device] = status
        if device in m.KEEPERS_DEVICES:
            self._visits.say(StatusSeen(device, status))

    def run(self) -> None:
        """Until stopped, or until the store has failed under us and nobody is being served.

        Who is being served is told, and keeps what is on her screen: what needs the store is refused until she has left.
        What was under way when the last run ended has been settled by the store before.
        """
        while not self._stopping and (not self.has_lost_its_store or self.has_visit()):
            self._breathe()
            try:
                act = self._queue.get(timeout=self._breath)
            except queue.Empty:
                continue
            self._guarded(act)
        self._stopping = True  # whichever it was: no visit follows those that go now
        self._close()

    def _guarded(self, act: Callable[[], None]) -> None:
        """Nothing that one message, device or full disk does ends the keeper: what failed is kept where it was."""
        try:
            act()
        except KioskError as error:
            if not (self._loss_is_told and isinstance(error, StoreError)):  # one line: desks breathe twice a second
                log.error("failed", key=error.key, actor=error.actor.value)
        except Exception:  # the loop must live; the log says what broke
            log.exception("failed")
        self._tell_loss()

    def _tell_loss(self) -> None:
        """Once, and before any answer that needed the store: from now on nothing can be kept or handed in."""
        if self._storage.is_lost and not self._loss_is_told:
            self._loss_is_told = True
            log.error("store failed", serving=self.has_visit())
            self._visits.say(self._hall_now())

    # ---- life -----------------------------------------------------------------------------------------------------

    def _breathe(self) -> None:
        """Each by itself: what one cannot do for want of a store keeps no other from its own."""
        for breathe in (
            self._visits.mind,
            self._printing.look,
            self._cases.breathe,
            self._hall.breathe,
            self._bookings.breathe,
            self._drafts.breathe,
            self._health.breathe,
            self._keys.breathe,
            self._storage.breathe,
            self._tell,
        ):
            self._guarded(breathe)

    def _tell(self) -> None:
        now = self._clock.monotonic()
        if now >= self._tell_at:
            self._tell_at = now + _TELL_EVERY
            self._visits.say(self._hall_now())

    def _hall_now(self) -> HallSeen:
        storage = self._storage
        return replace(self._hall.seen_now(), set_aside=storage.seen(), journal_breaks=storage.journal_breaks)

    def _greet(self, visit: HeldVisit) -> None:
        """The glass is its own from now on; it begins with what is known."""
        visit.send(replace(self._take_over, draft_salt=self._drafts.salt))
        for device, status in self._statuses.items():
            if device in m.KEEPERS_DEVICES:
                visit.send(StatusSeen(device, status))
        visit.send(self._hall_now())

    def _stop(self) -> None:
        self._stopping = True

    def _close(self) -> None:
        self._visits.close()
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

    def _heard(self, visit: HeldVisit, value: object) -> None:
        """In the link's thread."""
        self.post(lambda: self._hear(visit, value))

    def _hear(self, visit: HeldVisit, value: object) -> None:
        handle = self._EARS.get(type(value))
        if handle is None:
            log.warning("unknown message", type=type(value).__name__)
            return
        handle(self, visit, value)

    def _answers(self, visit: HeldVisit) -> Callable[[object], None]:
        def answer(value: object) -> None:
            self._tell_loss()
            visit.send(value)

        return answer

    def _stands_by(self, visit: HeldVisit, message: m.StandingBy) -> None:
        visit.stands_by = True

    def _attracts(self, visit: HeldVisit, message: m.Attracting) -> None:
        self._visits.attracts()
        self._storage.attracted()
        log.info("attract", seconds=round(message.seconds, 3))

    def _ends(self, visit: HeldVisit, message: m.VisitEnded) -> None:
        """The next one comes up first, then this process goes, so that the glass is never dark."""
        self._visits.ends(visit, message)
        if not self._stopping:
            self._visits.mind()

    def _hears_no_more(self, visit: HeldVisit, _: HeardOut) -> None:
        visit.heard_out = True
        if not self._stopping:
            self._visits.mind()

    def _tests(self, visit: HeldVisit, message: m.TestAsked) -> None:
        if message.device == "backend":
            self._hall.ask()
            self._cases.try_now()
        elif message.device == "key_store":
            self._keys.ask()
        elif message.device == "receipt_printer":
            try:
                self._test_paper(self._printing, lambda outcome: self._visits.say(paper_ended("test", outcome)))
            except StoreError as error:
                self._visits.say(paper_ended("test", PrintOutcome(Printed.NOTHING, error.key)))

    def _refusal_ends(self, visit: HeldVisit, message: m.RefusalDealtWith) -> None:
        self._hall.refusal_dealt_with(message.slip_number)
        visit.send(self._hall_now())

    def _surprised(self, visit: HeldVisit, message: m.Surprised) -> None:
        log.warning("surprise", state=message.state, happened=message.event)

    _EARS: Mapping[type[object], Callable[["Keeper", HeldVisit, Any], None]] = {
        m.StandingBy: _stands_by,
        m.Attracting: _attracts,
        HeardOut: _hears_no_more,
        m.VisitBegun: lambda self, visit, _: self._visits.begins(visit),
        m.VisitEnded: _ends,
        m.SlipNumberAsked: lambda self, visit, message: self._cases.number(message, self._answers(visit)),
        m.HandedOver: lambda self, visit, message: self._cases.take_in(message, self._answers(visit)),
        m.TicketAsked: lambda self, visit, message: self._hall.ticket(message, self._answers(visit)),
        m.SlotsAsked: lambda self, visit, message: self._bookings.slots(message, self._answers(visit)),
        m.BookingAsked: lambda self, visit, message: self._bookings.book(message, self._answers(visit)),
        m.InquiryMade: lambda self, visit, message: self._inquiries.ask(message, self._answers(visit)),
        m.DraftMade: lambda self, visit, message: self._drafts.keep(message, self._answers(visit)),
        m.DraftAsked: lambda self, visit, message: self._drafts.look(message, self._answers(visit)),
        m.DraftUnwanted: lambda self, _, message: self._drafts.destroy(message),
        m.RatingGiven: lambda self, _, message: self._hall.rate(message),
        m.PinTried: lambda self, visit, message: self._answers(visit)(
            self._gate.tried(message.pin, message.at_comparison)
        ),
        m.TestAsked: _tests,
        m.RefusalDealtWith: _refusal_ends,
        m.DeviceSeen: lambda self, _, message: self.seen(message.device, message.status),
        m.Surprised: _surprised,
    }
