"""What crosses between the keeper and a visit. Frozen and picklable; nothing of a resident that is not sealed or masked.

Answers of the keeper to the session are the session's own events (Admitted, Concluded, PrintEnded, …) and travel as such.
"""

from dataclasses import dataclass, field
from datetime import date

from kiosk.contract.bookings import Half
from kiosk.contract.envelope import SealTo
from kiosk.documents.papers import SlipFacts
from kiosk.ports.status import Status

# The keeper owns and tests them; the visits hear how they are.
KEEPERS_DEVICES = ("receipt_printer", "backend", "key_store")


class Message:
    """Anything that goes over the link besides session events."""

    __slots__ = ()


# ---- visit → keeper -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StandingBy(Message):
    """Ready to take over: everything is imported, the window is made and hidden, no port is open."""


@dataclass(frozen=True, slots=True)
class Attracting(Message):
    """The attract screen is on the glass, `seconds` after the order to take over."""

    seconds: float


@dataclass(frozen=True, slots=True)
class VisitBegun(Message):
    """Somebody touched the screen."""


@dataclass(frozen=True, slots=True)
class SlipNumberAsked(Message):
    """A number for this application, please: it must stand inside the sealed body."""

    application_id: str


@dataclass(frozen=True, slots=True)
class HandedOver(Message):
    """A signed application, sealed. `pictures` are (SHA-256 of the plain bytes, sealed bytes); `sealed_key` opens all of it,
    and only the sender opens that (kiosk/contract/envelope.py)."""

    application_id: str
    matter: str
    slip_number: str
    body_sha256: str
    sealed_body: bytes = field(repr=False)
    pictures: tuple[tuple[str, bytes], ...] = field(repr=False)
    facts: SlipFacts = field(repr=False)
    sealed_key: bytes = field(repr=False)
    lane: int | None = None  # kiosk.contract.lanes: what is sent in order, without saying whose it is
    draft_tag: bytes | None = field(default=None, repr=False)  # a draft that lies under it goes with the same commit


@dataclass(frozen=True, slots=True)
class DraftAsked(Message):
    """What lies under this tag? Answered by DraftGiven. The tag is the card's: the keeper cannot tell whose."""

    tag: bytes = field(repr=False)
    matter: str


@dataclass(frozen=True, slots=True)
class DraftMade(Message):
    """Keep this box, which only the card opens. Answered by DraftKept or DraftNotKept."""

    tag: bytes = field(repr=False)
    matter: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DraftUnwanted(Message):
    """What lies under this tag goes."""

    tag: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TicketAsked(Message):
    """A queue number of this group, please."""

    request_id: str
    group: str
    language: str


@dataclass(frozen=True, slots=True)
class SlotsAsked(Message):
    """Which half days can be booked for this matter? Answered by SlotsSeen."""

    matter: str


@dataclass(frozen=True, slots=True)
class BookingAsked(Message):
    """This half day, please; the same id never books twice. `name` is the matter's, for the paper."""

    booking_id: str
    matter: str
    name: str
    day: date
    half: Half
    language: str


@dataclass(frozen=True, slots=True)
class InquiryMade(Message):
    """A question about a person, sealed to the sender's key; the keeper learns neither question nor answer."""

    inquiry_id: str
    sealed_body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RatingGiven(Message):
    """Five levels, no word about who."""

    rating_id: str
    application_id: str
    level: int


@dataclass(frozen=True, slots=True)
class PinTried(Message):
    """Whose PIN is this? `at_comparison`: a clerk vouches for a person; its tries are counted apart."""

    pin: str = field(repr=False)
    at_comparison: bool = False


@dataclass(frozen=True, slots=True)
class TestAsked(Message):
    """Test a device that the keeper owns: receipt_printer (a paper comes out) or backend."""

    __test__ = False
    device: str


@dataclass(frozen=True, slots=True)
class RefusalDealtWith(Message):
    """A person has dealt with the refused application of this slip number."""

    slip_number: str


@dataclass(frozen=True, slots=True)
class DeviceSeen(Message):
    """The status of a device that the visit owns, for the keeper's health page."""

    device: str
    status: Status


@dataclass(frozen=True, slots=True)
class Surprised(Message):
    """An event that its state does not know: names of types only."""

    state: str
    event: str


@dataclass(frozen=True, slots=True)
class VisitEnded(Message):
    """The visit is wiped and its ports are closed; the process may go. `report`: (what, what was done)."""

    reason: str
    report: tuple[tuple[str, str], ...]


# ---- keeper → visit -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakeOver(Message):
    """Show the attract screen, open the ports: the glass is yours. Applications are sealed as `seal_to` says, drafts by
    the card and `draft_salt`; with `lane_key` (32 B) the visit says which are the same resident's."""

    seal_to: SealTo
    lane_key: bytes = field(default=b"", repr=False)
    draft_salt: bytes = b""


@dataclass(frozen=True, slots=True)
class SlipNumberGiven(Message):
    """The number to put into the body."""

    application_id: str
    slip_number: str


@dataclass(frozen=True, slots=True)
class SlipNumberRefused(Message):
    """None can be given: nothing more is taken in. `key` says why."""

    application_id: str
    key: str


@dataclass(frozen=True, slots=True)
class DraftGiven(Message):
    """The box that lies under this tag; None where none does."""

    tag: bytes = field(repr=False)
    sealed: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class InquiryAnswered(Message):
    """What came back: the answer's box, which only the asking visit opens, or the key of the error that came."""

    inquiry_id: str
    sealed: bytes | None = field(repr=False)
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Leave(Message):
    """The terminal goes down: wipe, close ports, exit."""


@dataclass(frozen=True, slots=True)
class Broken(Message):
    """Inside the visit: its window could not draw what it was shown."""
