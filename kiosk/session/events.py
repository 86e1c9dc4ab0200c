"""What can happen in a visit. Past tense; frozen; safe to log by type (never by value: some carry personal data)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.contract.bookings import BookingMade, Half, Slot
from kiosk.contract.receipts import Result
from kiosk.documents.draft import Draft
from kiosk.ports.comparison import Way
from kiosk.ports.document_camera import Photo
from kiosk.ports.id_reader import IdCard
from kiosk.ports.qr_scanner import Scan
from kiosk.ports.receipt_printer import Printed
from kiosk.ports.status import Status


class Event:
    """Anything that `machine.handle` takes."""

    __slots__ = ()


class Touch(Event):
    """Anything that a person did on the screen: it shows that somebody is there."""

    __slots__ = ()


# ---- the resident's hand ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScreenTouched(Touch):
    """A touch that asks for nothing: wakes the attract screen, extends the time."""


@dataclass(frozen=True, slots=True)
class LanguageChosen(Touch):
    """`language` is a key of kiosk.words.LANGUAGES."""

    language: str


@dataclass(frozen=True, slots=True)
class MatterChosen(Touch):
    """A matter on the home screen."""

    slug: str


@dataclass(frozen=True, slots=True)
class BackPressed(Touch):
    """One step back; nothing that was filled in is lost. Back to the guide, who she is goes."""


@dataclass(frozen=True, slots=True)
class NextPressed(Touch):
    """The main button of the screen: start, next, submit, finish."""


@dataclass(frozen=True, slots=True)
class CancelPressed(Touch):
    """Leave this visit; asks once where something would be lost."""


@dataclass(frozen=True, slots=True)
class CancelConfirmed(Touch):
    """Yes, leave and clear everything."""


@dataclass(frozen=True, slots=True)
class StayPressed(Touch):
    """Go on: answers the time-out warning, a fault sentence, the help sheet and the cancel question."""


@dataclass(frozen=True, slots=True)
class KeepPressed(Touch):
    """Keep what is filled in for next time, then leave."""


@dataclass(frozen=True, slots=True)
class ResumePressed(Touch):
    """Go on with what was kept here before."""


@dataclass(frozen=True, slots=True)
class AfreshPressed(Touch):
    """Begin anew: what was kept here before is destroyed."""


@dataclass(frozen=True, slots=True)
class HelpPressed(Touch):
    """Show whom to ask."""


@dataclass(frozen=True, slots=True)
class ConsentGiven(Touch):
    """Agreed to the notice that is on the screen."""


@dataclass(frozen=True, slots=True)
class ConsentRefused(Touch):
    """Not agreed: guide and ticket stay open."""


@dataclass(frozen=True, slots=True)
class FieldFocused(Touch):
    """A field of the form was touched."""

    key: str


@dataclass(frozen=True, slots=True)
class ValueEntered(Touch):
    """A field's whole new value, at every key. Regions are codes joined by '/'; bools are 'yes' and 'no'."""

    key: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EntryAdded(Touch):
    """One more entry of a repeat group (a family member)."""

    key: str


@dataclass(frozen=True, slots=True)
class EntryOpened(Touch):
    """An entry of a repeat group, to look at or change."""

    key: str
    index: int


@dataclass(frozen=True, slots=True)
class EntryRemoved(Touch):
    """An entry of a repeat group goes."""

    key: str
    index: int


@dataclass(frozen=True, slots=True)
class MaterialChosen(Touch):
    """Photograph this material now."""

    index: int


@dataclass(frozen=True, slots=True)
class PhotoPressed(Touch):
    """Take the picture that the preview shows."""


@dataclass(frozen=True, slots=True)
class PhotoKept(Touch):
    """This picture is good."""


@dataclass(frozen=True, slots=True)
class PhotoDropped(Touch):
    """Take it again; or remove a kept page (`page` of the material)."""

    page: int | None = None


@dataclass(frozen=True, slots=True)
class PromiseMade(Touch):
    """This material will be brought within its days (容缺)."""

    index: int


@dataclass(frozen=True, slots=True)
class PromiseWithdrawn(Touch):
    """No: it is given now after all."""

    index: int


@dataclass(frozen=True, slots=True)
class DeclarationTicked(Touch):
    """The declaration on the review screen was ticked or unticked."""

    ticked: bool


@dataclass(frozen=True, slots=True)
class StrokeDrawn(Touch):
    """One stroke of the signature; points are (x, y) in 0..1 of the pad, y down."""

    points: tuple[tuple[float, float], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignatureCleared(Touch):
    """Sign anew."""


@dataclass(frozen=True, slots=True)
class Rated(Touch):
    """5 非常满意 … 1 非常不满意."""

    level: int


@dataclass(frozen=True, slots=True)
class TicketsOpened(Touch):
    """The resident wants a queue number."""


@dataclass(frozen=True, slots=True)
class GroupChosen(Touch):
    """A queue number for this window group."""

    group: str


@dataclass(frozen=True, slots=True)
class WayChosen(Touch):
    """Who shall compare the card with the person."""

    way: Way


@dataclass(frozen=True, slots=True)
class BookingOpened(Touch):
    """The resident wants a time at the window for this matter."""


@dataclass(frozen=True, slots=True)
class SlotChosen(Touch):
    """This half day."""

    day: date
    half: Half


@dataclass(frozen=True, slots=True)
class GateFound(Touch):
    """The corner sequence on the attract screen."""


@dataclass(frozen=True, slots=True)
class PinEntered(Touch):
    """A whole PIN of staff or technician."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TestPressed(Touch):
    """The technician tests a device: one of errands.service.DEVICES."""

    __test__ = False
    device: str


@dataclass(frozen=True, slots=True)
class RefusalOpened(Touch):
    """The technician wants to say that what the office declined, with this slip number, is dealt with."""

    slip_number: str


@dataclass(frozen=True, slots=True)
class DealtWithConfirmed(Touch):
    """Yes: it is dealt with, and what is kept of it is destroyed."""


# ---- time ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ticked(Event):
    """About once a second. `now` is monotonic seconds, `wall` is local time."""

    now: float
    wall: datetime


# ---- devices ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardRead(Event):
    """A card was laid and read whole."""

    card: IdCard


@dataclass(frozen=True, slots=True)
class CardRemoved(Event):
    """The card that was read last lies there no more."""


@dataclass(frozen=True, slots=True)
class CardFailed(Event):
    """A card lies there (or did) and was not read; `key` is an error's key that the resident can mend."""

    key: str


@dataclass(frozen=True, slots=True)
class CodeScanned(Event):
    """A code was shown; it masks itself. Which kinds count is the screen's matter (session/codes.py)."""

    scan: Scan


@dataclass(frozen=True, slots=True)
class PersonCompared(Event):
    """The face module's finding. `same` counts only where a living face was seen; else `cause` is a message key."""

    same: bool
    by: str
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class StatusSeen(Event):
    """A device was asked or told its status: a port's name, or backend."""

    device: str
    status: Status


@dataclass(frozen=True, slots=True)
class PhotoTaken(Event):
    """The camera gave a whole picture."""

    photo: Photo


@dataclass(frozen=True, slots=True)
class PhotoFailed(Event):
    """The camera gave none; `key` is an error's key."""

    key: str


# ---- the keeper ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Admitted(Event):
    """The keeper holds the application: it is committed. From here on it cannot be lost."""

    application_id: str
    slip_number: str


@dataclass(frozen=True, slots=True)
class NotAdmitted(Event):
    """The keeper could not commit it: nothing is kept, nothing was sent; `key` says why."""

    key: str


@dataclass(frozen=True, slots=True)
class DraftFound(Event):
    """Her card opened what she had kept of this matter here."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class DraftKept(Event):
    """The keeper holds the draft: it is committed."""


@dataclass(frozen=True, slots=True)
class DraftNotKept(Event):
    """The keeper could not commit it: nothing of it is kept; `key` says why."""

    key: str


@dataclass(frozen=True, slots=True)
class Concluded(Event):
    """The second commit: what slip and screen say. `word` is kept, received, accepted or done."""

    application_id: str
    word: str
    number: str
    promised_on: date | None
    result: Result | None = None  # of an instant matter: only with the word done


@dataclass(frozen=True, slots=True)
class Declined(Event):
    """The office does not take this application, for good; `sentence` is its own, in Chinese."""

    application_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PrintEnded(Event):
    """What became of a paper; `kind` is slip, ticket, booking or test."""

    kind: str
    printed: Printed
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class TicketTaken(Event):
    """A queue number was written down (and is printed now). `ahead` is None where the hall did not answer."""

    number: str
    group: str
    ahead: int | None


@dataclass(frozen=True, slots=True)
class TicketRefused(Event):
    """No queue number could be had; `key` says why."""

    key: str


@dataclass(frozen=True, slots=True)
class SlotsSeen(Event):
    """The half days that can be booked; None where the hall did not answer."""

    slots: tuple[Slot, ...] | None


@dataclass(frozen=True, slots=True)
class BookingTaken(Event):
    """A time at the window for this matter is ours, and its slip is printed now."""

    made: BookingMade
    matter: str


@dataclass(frozen=True, slots=True)
class BookingRefused(Event):
    """No time could be had for this matter; `key` says why."""

    key: str
    matter: str


@dataclass(frozen=True, slots=True)
class HolderFound(Event):
    """The backend says whose code it was."""

    card: IdCard
    kind: str
    reference: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HolderUnknown(Event):
    """The backend knows no holder of this code, or could not be asked; `key` says why."""

    key: str


@dataclass(frozen=True, slots=True)
class AgentKnown(Event):
    """The office knows this person as an agent; `reference` is its own word for him."""

    reference: str


@dataclass(frozen=True, slots=True)
class AgentUnknown(Event):
    """It does not, or could not be asked; `key` says why."""

    key: str


@dataclass(frozen=True, slots=True)
class PinAnswered(Event):
    """`role` is staff or technician, None for a wrong PIN; `wait` is seconds until the next try."""

    role: str | None
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class SetAsideSeen:
    """Damaged databases that were set aside: applications saved and lost, age of the oldest and days left to release it."""

    count: int
    saved: int
    lost: int
    is_all_read: bool
    days: int
    days_left: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the office declined for good and nobody has dealt with yet: `code` and `sentence` are the office's."""

    slip_number: str
    matter: str  # slug
    code: str
    sentence: str
    since: datetime


@dataclass(frozen=True, slots=True)
class HallSeen(Event):
    """What the keeper knows of the hall: people waiting by group (None where it did not answer), cases unsent."""

    waiting: tuple[tuple[str, int], ...] | None
    backlog: int
    has_room: bool  # False: the store takes nothing more
    refused: int = 0  # cases that the office declined: somebody must look at them
    refusals: tuple[Refusal, ...] = ()  # the newest of them
    keeps_drafts: bool = True  # False: the disk is nearly full
    set_aside: SetAsideSeen | None = None
    journal_breaks: int = 0  # places where the journal's chain does not hold
    store_lost: bool = False  # nothing can be kept or handed in until this visit has ended
