"""What the session asks the runtime to do. Imperative; frozen; carried out in order."""

from dataclasses import dataclass, field
from datetime import date

from kiosk.contract.bookings import Half
from kiosk.documents.application import Signed
from kiosk.documents.draft import Draft
from kiosk.ports.id_reader import IdCard
from kiosk.ports.qr_scanner import PayloadKind


class Command:
    """Anything that `machine.handle` asks for."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class StartReader(Command):
    """Poll for a card, and watch the card that was read."""


@dataclass(frozen=True, slots=True)
class StopReader(Command):
    """Poll no more."""


@dataclass(frozen=True, slots=True)
class StartScanner(Command):
    """Read codes from now on."""


@dataclass(frozen=True, slots=True)
class StopScanner(Command):
    """Read no more codes."""


@dataclass(frozen=True, slots=True)
class AskHolder(Command):
    """Whose code is this? Asked of the backend, sealed; answered by HolderFound or HolderUnknown."""

    code: str = field(repr=False)
    kind: PayloadKind  # social_security, medical_insurance or licence


@dataclass(frozen=True, slots=True)
class AskAgent(Command):
    """Is this person an agent of the office? Asked sealed; answered by AgentKnown or AgentUnknown."""

    card: IdCard


@dataclass(frozen=True, slots=True)
class CompareFace(Command):
    """Compare the face before the device with the card's photo; answered by PersonCompared."""

    photo: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StopComparing(Command):
    """Leave it: nobody waits for that comparison any more."""


@dataclass(frozen=True, slots=True)
class AskSlots(Command):
    """Which half days can be booked for this matter?"""

    matter: str


@dataclass(frozen=True, slots=True)
class Book(Command):
    """This half day at the window, please. `name` is the matter's name for the paper."""

    matter: str
    name: str
    day: date
    half: Half
    language: str


@dataclass(frozen=True, slots=True)
class OpenCamera(Command):
    """Show the live picture."""


@dataclass(frozen=True, slots=True)
class CloseCamera(Command):
    """Show it no more."""


@dataclass(frozen=True, slots=True)
class TakePhoto(Command):
    """One whole picture, please."""


@dataclass(frozen=True, slots=True)
class Submit(Command):
    """Seal it, have the keeper commit it. `applicant` and `matter` are what the slip may show, masked."""

    signed: Signed
    matter: str
    applicant: str
    number: str
    language: str
    limit_days: int | None
    instant: bool = False
    result: tuple[str, str] = ("", "")  # the result's name in Chinese and in `language`


@dataclass(frozen=True, slots=True)
class LookForDraft(Command):
    """Did she keep something of this matter here? Answered by DraftFound, or not at all."""

    matter: str
    card: IdCard


@dataclass(frozen=True, slots=True)
class KeepDraft(Command):
    """Lock it by this card, have the keeper commit it; answered by DraftKept or DraftNotKept."""

    draft: Draft
    card: IdCard


@dataclass(frozen=True, slots=True)
class DestroyDraft(Command):
    """What she kept of this matter here is not wanted any more."""

    matter: str
    card: IdCard


@dataclass(frozen=True, slots=True)
class Rate(Command):
    """Hand on the rating of this application."""

    application_id: str
    level: int


@dataclass(frozen=True, slots=True)
class TakeTicket(Command):
    """A queue number of this group: fetched, written down, printed."""

    group: str
    language: str


@dataclass(frozen=True, slots=True)
class CheckPin(Command):
    """Whose PIN is this? `at_comparison`: a clerk vouches for a person; its tries are counted apart."""

    pin: str = field(repr=False)
    at_comparison: bool = False


@dataclass(frozen=True, slots=True)
class TestDevice(Command):
    """Ask a device how it is; a printer prints a test slip."""

    __test__ = False
    device: str


@dataclass(frozen=True, slots=True)
class EndRefusal(Command):
    """A person has dealt with this refused application: destroy what is kept of it."""

    slip_number: str


@dataclass(frozen=True, slots=True)
class Wipe(Command):
    """The visit is over: clear everything by the list. `reason`: finished, cancelled, timed-out, stopped, fault."""

    reason: str


@dataclass(frozen=True, slots=True)
class Log(Command):
    """An event that its state does not know: names of types only, never values."""

    state: str
    event: str
