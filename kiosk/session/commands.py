"""What the session asks the runtime to do. Imperative; frozen; carried out in order."""

from dataclasses import dataclass, field

from kiosk.documents.application import Draft


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

    draft: Draft
    matter: str
    applicant: str
    number: str
    language: str
    limit_days: int | None


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
    """Whose PIN is this?"""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TestDevice(Command):
    """Ask a device how it is; a printer prints a test slip."""

    __test__ = False
    device: str


@dataclass(frozen=True, slots=True)
class Wipe(Command):
    """The visit is over: clear everything by the list. `reason`: finished, cancelled, timed-out, stopped, fault."""

    reason: str


@dataclass(frozen=True, slots=True)
class Log(Command):
    """An event that its state does not know: names of types only, never values."""

    state: str
    event: str
