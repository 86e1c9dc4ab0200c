"""What is on the bench, what the trainer wishes, and what the panel remembers. Frozen; no Kivy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.session.events import Event
from kiosk.words import DEFAULT
from screens.values import Intent

State = Mapping[str, Any]  # what a simulator's `state` answers (kiosk.ports.bench)


# ---- what the trainer wishes --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Do(Event):
    """One op of one far end."""

    device: str
    op: str
    arguments: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Everything(Event):
    """Every far end as new."""


@dataclass(frozen=True, slots=True)
class Speak(Event):
    """The panel's language."""

    language: str


@dataclass(frozen=True, slots=True)
class Spoil(Event):
    """The next card is laid with this damage (none: whole)."""

    damage: str


@dataclass(frozen=True, slots=True)
class Open(Event):
    """Begin a scene (none: back to the list)."""

    scene: str


@dataclass(frozen=True, slots=True)
class Perform(Event):
    """Carry out this step of the scene that is open."""

    step: int


# ---- what is there ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Glass:
    """What the kiosk's window shows: names only. Empty: no window answers."""

    screen: str = ""
    sheet: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper to look at: hanging out of the printer (`grows`) or fallen; PNG bytes."""

    png: bytes = b""
    grows: bool = False
    number: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Board:
    """The whole bench at one moment. A far end that does not answer is not in `states`."""

    states: Mapping[str, State] = field(default_factory=dict)
    arrived: tuple[Mapping[str, str], ...] = ()
    glass: Glass = Glass()
    sheet: Sheet = Sheet()


# ---- scenes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SceneStep:
    """One step as the panel needs it; sentences by language."""

    verb: str  # hand, touch, typed, expect or say
    say: Mapping[str, str]
    do: Do | None = None
    what: str = ""  # the target, the text, or the screen
    over: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelScene:
    """A scene as the panel needs it."""

    id: str
    name: Mapping[str, str]
    teaches: Mapping[str, str]
    steps: tuple[SceneStep, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What the panel itself remembers between two looks. `passed` steps of the open scene are behind us."""

    language: str = DEFAULT
    damage: str = ""
    scene: str = ""
    passed: int = 0
    since: str = ""  # the screen that was on the glass when the last step was passed
    trouble: str = ""


# ---- what every part of the panel shows ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Knob:
    """A small button; `chosen` where it is what is on the bench now."""

    intent: Intent
    chosen: bool = False


def do(device: str, op: str, **arguments: Any) -> Do:
    """A wish with its arguments in one order."""
    return Do(device, op, tuple(sorted(arguments.items())))


def knob(label: str, event: Do, *, chosen: bool = False, enabled: bool = True) -> Knob:
    """A knob whose target tells device, op and arguments."""
    values = [str(value) for _, value in event.arguments]
    return Knob(Intent(label, ":".join((event.device, event.op, *values)), event, enabled), chosen)
