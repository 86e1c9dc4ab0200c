"""What a screen may see of a session: frozen values, masked already. Presenters turn them into views.

`Snapshot.shown` decides the screen (router: type → screen), `overlay` what lies over it. Texts that come from data (names
of matters, labels) are given in the visit's language; everything else is a message key of kiosk.words. Values of deeper
rooms that a screen shows as they are (a booking, a result, a way to compare) are handed on from here by their own names.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from kiosk.contract.bookings import BookingMade as BookingMade
from kiosk.contract.bookings import Half as Half
from kiosk.contract.bookings import Slot as Slot
from kiosk.contract.receipts import Result as Result
from kiosk.ports.comparison import Way as Way

STEPS = ("choose", "identity", "form", "materials", "sign", "done")  # keys: step.choose …

Outcome = Literal["kept", "received", "accepted", "done"]  # 已留存待报送 · 已收件 · 已受理 · 已办结
SlipState = Literal["printing", "printed", "not_printed", "unknown"]


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence: a message key and what fills its {names}."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is on every screen: where we are, the time, the language, the steps, the time left."""

    hall: str
    terminal: str
    phone: str
    wall: datetime
    language: str
    languages: tuple[str, ...]
    step: int | None = None  # index into STEPS; None: no steps on this screen
    seconds_left: int | None = None  # until the visit ends by itself
    notices: tuple[Say, ...] = ()  # what the resident should know now: no paper, no network


# ---- screens ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AttractShown:
    """Nobody is here: what can be done, in a few words. Any touch opens the home screen and presses nothing."""

    matters: tuple[str, ...]
    waiting: int | None


@dataclass(frozen=True, slots=True)
class MatterOffer:
    """One matter on the home screen; `refused` says why it cannot be done now."""

    slug: str
    name: str
    popular: str
    days: int | None
    instant: bool
    minutes: int | None
    refused: Say | None = None


@dataclass(frozen=True, slots=True)
class HomeShown:
    """What can be done now."""

    offers: tuple[MatterOffer, ...]
    waiting: int | None
    tickets: bool


@dataclass(frozen=True, slots=True)
class GuideMaterial:
    """One thing to bring and how it is given here; `code`: a code of the phone does as well as the card."""

    name: str
    how: Literal["card", "photo", "form", "generated"]
    required: bool
    promise_days: int | None
    code: bool = False


@dataclass(frozen=True, slots=True)
class GuideShown:
    """A matter's guide: what to bring first, then conditions, steps, limit, fee, basis."""

    name: str
    kind: str
    department: str
    fee: str
    days: int | None
    materials: tuple[GuideMaterial, ...]
    conditions: tuple[str, ...]
    steps: tuple[str, ...]
    basis: tuple[str, ...]
    consult: str
    refused: Say | None  # why it cannot be started now
    tickets: bool
    bookings: bool = False  # a time at the window can be booked instead


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """The privacy notice before the first personal fact; `points` are whole sentences in the visit's language."""

    title: str
    points: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class IdentityShown:
    """Lay the card. `purpose` again: the same card once more before signing or submitting.

    With `codes` a code of the phone does as well. After proof.STUCK_AFTER misses (`stuck`) everything that goes without a
    card is shown beside; trying again stays open for ever.
    """

    purpose: Literal["start", "again"]
    phase: Literal["waiting", "asking", "failed", "unavailable"]  # asking: the backend is asked whose code it is
    trouble: Say | None
    misses: int
    tickets: bool
    card: bool = True  # a card does here (False: a code alone does)
    codes: bool = False  # a code does here, and can be read now
    stuck: bool = False
    bookings: bool = False
    replace_at: str = ""  # where a card is replaced, in the visit's language


@dataclass(frozen=True, slots=True)
class WayShown:
    """One way to compare; `refused` says why not now."""

    way: Way
    refused: Say | None


@dataclass(frozen=True, slots=True)
class ComparisonShown:
    """Somebody must see that the card is hers. Each way has its own next step; none is forced upon her.

    choose: which way · consent: the face notice (`points`) before anything is taken · face: look at the camera ·
    clerk: a clerk comes and enters the staff PIN · agent: the agent lays his own card.
    """

    name: str  # masked
    phase: Literal["choose", "consent", "face", "clerk", "agent"]
    ways: tuple[WayShown, ...]
    busy: bool
    trouble: Say | None
    points: tuple[Say, ...] = ()
    wait: int = 0  # seconds until the next PIN
    bookings: bool = False
    tickets: bool = False


@dataclass(frozen=True, slots=True)
class BookingShown:
    """Choose a half day at the window. `slots` None: the hall did not say (`trouble` says why)."""

    matter: str
    slots: tuple[Slot, ...] | None
    busy: bool
    trouble: Say | None
    tickets: bool


@dataclass(frozen=True, slots=True)
class BookedShown:
    """The time that was booked, and its slip."""

    matter: str
    made: BookingMade
    slip: "SlipState"
    slip_trouble: Say | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen."""

    value: str = field(repr=False)  # the whole address of the card, for one
    label: str


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry of a group: a line, masked, and whether anything is missing in it."""

    line: str = field(repr=False)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field. `input` tells how it is filled; `value` is what stands in it, `choices` what can be chosen now."""

    key: str
    label: str
    input: Literal["digits", "text", "choice", "region", "group"]
    value: str = field(repr=False)
    required: bool
    focused: bool
    trouble: Say | None = None
    hint: str = ""
    choices: tuple[Choice, ...] = ()  # choice: all; region: the next level's
    trail: tuple[str, ...] = ()  # region: the names chosen so far
    suggestions: tuple[Choice, ...] = ()  # text: one touch fills it (the address of the card)
    max_length: int = 100
    entries: tuple[EntryShown, ...] = ()  # group: what is in
    entry: str = ""  # group: what one is called, as it stands within a sentence
    full: bool = False  # group: no more can be added


@dataclass(frozen=True, slots=True)
class Row:
    """A label and a value that is masked already; `Say` where it is one of our own sentences, text where it is data."""

    label: str | Say
    value: str | Say = field(repr=False)  # what a resident typed stands here as she typed it


@dataclass(frozen=True, slots=True)
class FormShown:
    """One page of the form; `rows` is what the card gave and is not asked again."""

    matter: str
    rows: tuple[Row, ...]
    fields: tuple[FieldShown, ...]
    page: int
    pages: int
    entry: Say | None = None  # the entry of a group that this page fills in


@dataclass(frozen=True, slots=True)
class MaterialShown:
    """One material: done, open, photographed pages, or promised by a day."""

    index: int
    name: str
    how: Literal["card", "photo", "form", "generated"]
    required: bool
    pages: int
    promise_days: int | None  # None: cannot be promised
    promised_by: date | None


@dataclass(frozen=True, slots=True)
class MaterialsShown:
    """What is in and what is missing."""

    items: tuple[MaterialShown, ...]
    complete: bool
    camera: Say | None  # why no picture can be taken now


@dataclass(frozen=True, slots=True)
class CameraShown:
    """The live picture (it comes by the bridge, not here), or the one just taken."""

    material: str
    page: int
    phase: Literal["live", "taking", "taken"]
    trouble: Say | None


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """Everything once more before signing."""

    matter: str
    sections: tuple[tuple[Say, tuple[Row, ...]], ...]
    declaration: str  # empty: nothing is to be ticked
    declared: bool
    signs: bool = True  # the pad comes next; else this is where it is handed in


@dataclass(frozen=True, slots=True)
class SignShown:
    """The pad. `strokes` are drawn again when the screen comes back."""

    name: str  # masked
    strokes: tuple[tuple[tuple[float, float], ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SubmittingShown:
    """Committed or being committed; `kept` is true once it cannot be lost any more."""

    kept: bool


@dataclass(frozen=True, slots=True)
class DoneShown:
    """The outcome first; the same word stands on the slip."""

    matter: str
    outcome: Outcome
    number: str
    promised_on: date | None
    slip: SlipState
    slip_trouble: Say | None
    qr: str
    rating: int | None
    card_left: bool  # a card still lies on the reader
    instant: bool = False  # an instant matter: without the word done it is not done yet, and that is said
    result: Result | None = None  # with the word done


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One window group."""

    group: str
    name: str
    windows: str
    waiting: int | None


@dataclass(frozen=True, slots=True)
class TicketsShown:
    """Choose a window group. `staff`: the staff's view of the same, with what was printed."""

    groups: tuple[GroupShown, ...]
    staff: bool
    busy: bool  # a number is being fetched
    trouble: Say | None
    printed: tuple[Row, ...]  # staff: the last tickets
    paper: Say | None  # staff: the printer's state


@dataclass(frozen=True, slots=True)
class TicketShown:
    """One number, large."""

    number: str
    group: str
    ahead: int | None
    slip: SlipState
    slip_trouble: Say | None


@dataclass(frozen=True, slots=True)
class GateShown:
    """The PIN pad of staff and technicians."""

    digits: int
    trouble: Say | None
    wait: int  # seconds until the next try


@dataclass(frozen=True, slots=True)
class DeviceShown:
    """One device: how it is reached, its state, cause, who must act; `tested` what the last test said."""

    device: str  # message key device.<device>
    reached: str
    readiness: Literal["ready", "low", "blocked", "absent", "unknown"]
    cause: Say | None
    actor: str | None  # message key actor.<actor>
    age: int  # seconds since it was learned
    tested: Say | None


@dataclass(frozen=True, slots=True)
class RefusalShown:
    """An application that the office declined for good: its slip number, and what the office said."""

    slip_number: str
    said: Say


@dataclass(frozen=True, slots=True)
class TechnicianShown:
    """The terminal at a glance."""

    devices: tuple[DeviceShown, ...]
    facts: tuple[Row, ...]  # terminal id, version, cases unsent, …
    testing: str | None
    refusals: tuple[RefusalShown, ...] = ()  # each waits for a person


@dataclass(frozen=True, slots=True)
class WipingShown:
    """A second's farewell while everything is cleared."""

    card_left: bool


Shown = (
    AttractShown
    | HomeShown
    | GuideShown
    | NoticeShown
    | IdentityShown
    | ComparisonShown
    | BookingShown
    | BookedShown
    | FormShown
    | MaterialsShown
    | CameraShown
    | ReviewShown
    | SignShown
    | SubmittingShown
    | DoneShown
    | TicketsShown
    | TicketShown
    | GateShown
    | TechnicianShown
    | WipingShown
)


# ---- over them ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimeWarning:
    """Are you still there? One touch anywhere extends. `keep_days`: what was filled in can be kept so long; 0: cannot."""

    seconds_left: int
    keep_days: int = 0


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """Leave and lose what was filled in? `keep_days`: it can be kept here so long; 0: it cannot.

    `is_full`: it could, had the disk room. `resumed`: there is a draft from last time, which goes too where none is kept.
    """

    keep_days: int = 0
    is_full: bool = False
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class DraftFoundAsked:
    """She kept something of this matter here on that day: go on with it?"""

    matter: str
    made_on: date


@dataclass(frozen=True, slots=True)
class DraftSaving:
    """It is being committed; nothing is claimed yet."""


@dataclass(frozen=True, slots=True)
class DraftKeptShown:
    """It is committed: until when, and what she has to do next time. `left_out`: photographed pages that were too many."""

    matter: str
    until: date
    left_out: int


@dataclass(frozen=True, slots=True)
class FaultShown:
    """What happened, what is kept, what to do: one sentence each (keys); `StayPressed` goes on."""

    happened: Say
    kept: Say
    todo: Say


@dataclass(frozen=True, slots=True)
class RefusalAsked:
    """Is this refused application dealt with? Then what is kept of it is destroyed."""

    slip_number: str
    matter: str
    since: date
    sentence: str  # the office's


@dataclass(frozen=True, slots=True)
class HelpShown:
    """Whom to ask."""

    phone: str


Overlay = (
    TimeWarning | CancelAsked | FaultShown | HelpShown | DraftFoundAsked | DraftSaving | DraftKeptShown | RefusalAsked
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the window needs."""

    frame: Frame
    shown: Shown
    overlay: Overlay | None = None
