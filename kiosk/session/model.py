"""The session: the state of one visit, and the world that it happens in. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kiosk.catalogue.matter import Matter
from kiosk.contract.bookings import BookingMade, Slot
from kiosk.contract.receipts import Result as MatterResult
from kiosk.documents.draft import Draft
from kiosk.documents.signature import Strokes
from kiosk.ports.comparison import Comparison, Way
from kiosk.ports.document_camera import Photo
from kiosk.ports.id_reader import IdCard
from kiosk.ports.qr_scanner import CodeProof
from kiosk.ports.status import Status
from kiosk.session.events import HallSeen, PrintEnded, TicketTaken
from kiosk.session.snapshot import FaultShown, Outcome, Say
from kiosk.settings.hall import HallFile
from kiosk.settings.terminal import Timing


class State(StrEnum):
    """Where a visit is."""

    ATTRACT = "attract"
    HOME = "home"
    GUIDE = "guide"
    NOTICE = "notice"
    IDENTITY = "identity"
    COMPARISON = "comparison"
    FORM = "form"
    MATERIALS = "materials"
    CAMERA = "camera"
    REVIEW = "review"
    SIGN = "sign"
    IDENTITY_AGAIN = "identity_again"
    SUBMITTING = "submitting"
    DONE = "done"
    BOOKING = "booking"
    BOOKED = "booked"
    TICKETS = "tickets"
    TICKET = "ticket"
    GATE = "gate"
    STAFF = "staff"
    TECHNICIAN = "technician"
    WIPING = "wiping"


@dataclass(frozen=True, slots=True)
class World:
    """What does not belong to a resident: settings, hall, matters."""

    terminal_id: str
    terminal: str
    version: str
    languages: tuple[str, ...]
    hall: HallFile
    matters: tuple[Matter, ...]
    timing: Timing
    reached: Mapping[str, str]  # how each device is reached, for the technician
    ways: tuple[Way, ...] = ()  # who may compare a card with its person here
    draft_days: int = 0  # so long a draft is kept here; 0: none is


@dataclass(frozen=True, slots=True)
class Given:
    """What the resident gave. Wiped as one; never shown by repr."""

    card: IdCard | None = None  # read from the card, or told by the backend for a code
    code: CodeProof | None = None  # the code that vouches instead of a card
    comparison: Comparison | None = None
    consented_at: datetime | None = None
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    pages: Mapping[int, tuple[Photo, ...]] = field(default_factory=dict, repr=False)
    promises: Mapping[int, date] = field(default_factory=dict, repr=False)
    declared: bool = False
    strokes: Strokes = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the card that was read still vouches for the person at the screen."""

    there: bool = False
    away_since: float | None = None
    stale: bool = False
    misses: int = 0
    trouble: Say | None = None
    asking: bool = False  # the backend is asked whose code this is


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a screen of several parts the resident is."""

    page: int = 0
    focus: str | None = None
    troubles: Mapping[str, str] = field(default_factory=dict)
    material: int | None = None
    photo: Photo | None = field(default=None, repr=False)
    taking: bool = False
    trouble: Say | None = None
    then: State = State.SIGN  # where the card, laid again, leads to
    entry: tuple[str, int] | None = None  # the entry of a repeat group that is being filled in


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept for next time: found from last time, or being kept now. A sheet lies over the screen meanwhile."""

    found: Draft | None = None  # she is asked whether to go on with it
    resumed: bool = False  # she has gone on with it: it lies here until she submits
    asked_at: float | None = None  # the keeper is asked to commit it, since then
    until: date | None = None  # it is committed, and kept so long
    left_out: int = 0  # photographed pages that were too many

    @property
    def is_open(self) -> bool:
        """Whether one of its sheets is on the screen."""
        return self.found is not None or self.asked_at is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the application."""

    application_id: str = ""
    slip_number: str = ""
    asked_at: float = 0.0
    outcome: Outcome | None = None
    number: str = ""
    promised_on: date | None = None
    result: MatterResult | None = None  # of an instant matter that is done
    slip: PrintEnded | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """The comparison of card and person, while it is under way."""

    way: Way | None = None  # chosen
    consented: bool = False  # to the face comparison, which asks for a consent of its own
    busy: bool = False
    misses: int = 0
    trouble: Say | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """A time at the window: what can be had, what was taken."""

    busy: bool = False
    slots: tuple[Slot, ...] | None = None  # None: not known yet
    trouble: Say | None = None
    made: BookingMade | None = None
    slip: PrintEnded | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """Tickets of this visit (a resident's one, or a staff member's many)."""

    busy: bool = False
    trouble: Say | None = None
    taken: tuple[TicketTaken, ...] = ()
    slip: PrintEnded | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """The gate and what the technician tested."""

    trouble: Say | None = None
    wait_until: float = 0.0
    testing: str | None = None
    tested: Mapping[str, Say] = field(default_factory=dict)
    refusal: str | None = None  # the slip number of the refusal that the sheet on the screen asks about


@dataclass(frozen=True, slots=True)
class Session:
    """One visit, whole. `now` is monotonic seconds, `wall` local time; both come by `Ticked`."""

    world: World
    now: float
    wall: datetime
    language: str
    state: State = State.ATTRACT
    statuses: Mapping[str, Status] = field(default_factory=dict)
    hall: HallSeen | None = None
    touched_at: float = 0.0
    matter: Matter | None = None
    given: Given = Given()
    proof: Proof = Proof()
    place: Place = Place()
    compare: Compare = Compare()
    booking: Booking = Booking()
    draft: Keeping = Keeping()
    result: Result = Result()
    queue: Queue = Queue()
    service: Service = Service()
    leaving: bool = False  # the cancel question is on the screen
    helping: bool = False  # the help sheet is on the screen
    fault: FaultShown | None = None
    ended: str | None = None  # why the visit is being wiped

    def but(self, **changes: Any) -> "Session":
        return replace(self, **changes)

    def works(self, device: str) -> bool:
        """Whether a device can be relied on now."""
        status = self.statuses.get(device)
        return status is not None and status.works(self.now)

    @property
    def idle_limit(self) -> float | None:
        """Seconds without a touch after which the visit ends; None where it does not."""
        timing = self.world.timing
        if self.state in (State.ATTRACT, State.SUBMITTING, State.WIPING):
            return None
        if self.state in (State.IDENTITY, State.IDENTITY_AGAIN):
            return timing.idle_identity
        if self.state in (State.DONE, State.TICKET, State.BOOKED):
            return timing.idle_done
        return timing.idle

    @property
    def seconds_left(self) -> int | None:
        """Whole seconds until the visit ends by itself."""
        if self.idle_limit is None:
            return None
        return max(0, round(self.idle_limit - (self.now - self.touched_at)))

    @property
    def warned(self) -> bool:
        """Whether "are you still there?" is on the screen."""
        left = self.seconds_left
        return left is not None and left <= self.world.timing.warn


def start(world: World, now: float, wall: datetime) -> Session:
    """A visit that nobody has touched yet."""
    return Session(world, now, wall, world.languages[0], touched_at=now)
