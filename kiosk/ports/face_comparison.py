"""What the core asks of a device that compares a card with the person before it (人证比对), and what it finds.

Pictures never cross back: a card's photo goes in, a verdict comes out, and the device has forgotten both faces by then.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kiosk.ports.status import Status


class Verdict(StrEnum):
    """What a comparison decided."""

    SAME = "same"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


class Cause(StrEnum):
    """Why a comparison decided nothing; each is a message key."""

    NOBODY = "face.nobody"
    SEVERAL = "face.several"
    DARK = "face.dark"
    NOT_LIVE = "face.not-live"  # a printed photo, a screen, a mask
    NO_PHOTO = "face.no-photo"  # the card's photo is missing or cannot be decoded
    STOPPED = "face.stopped"  # whoever asked does not want it any more


@dataclass(frozen=True, slots=True)
class FaceFinding:
    """One comparison's outcome. SAME without liveness cannot be: it becomes UNDECIDED, and its score is dropped.

    `score` is the device's own figure in 0..1, comparable within one `model` only; None where it tells none. `model` is
    name and version of what decided. `cause` is a message key where undecided: a Cause, or an error's. `repr` hides the
    score.
    """

    verdict: Verdict
    score: float | None = field(default=None, repr=False)
    live: bool = False
    model: str = ""
    cause: str | None = None

    def __post_init__(self) -> None:
        if self.verdict is Verdict.SAME and not self.live:
            for name, value in (("verdict", Verdict.UNDECIDED), ("score", None), ("cause", Cause.NOT_LIVE.value)):
                object.__setattr__(self, name, value)


def undecided(cause: str, model: str = "") -> FaceFinding:
    """Nothing was decided."""
    return FaceFinding(Verdict.UNDECIDED, model=model, cause=cause)


def never() -> bool:
    """For who does not cancel."""
    return False


class FaceComparison(Protocol):
    """One comparing device. Only the thread that owns it calls it; every call returns within its driver's deadlines."""

    def open(self) -> None:
        """Reach the device and ask what it is. Raises DeviceUnplugged, DeviceSilent, DeviceMisbehaved."""
        ...

    def close(self) -> None:
        """Never raises; may be called twice; the device forgets what it still holds."""
        ...

    def status(self) -> Status:
        """Whether it could compare now; a status is returned even when the device is gone."""
        ...

    def compare(self, card_photo: bytes, seconds: float, cancelled: Callable[[], bool] = never) -> FaceFinding:
        """Compare a card's WLF photo with whoever is seen within `seconds`; then have both faces forgotten.

        `cancelled` is asked before the photo is sent and often after it; once it says yes, the finding is UNDECIDED with
        Cause.STOPPED. Nothing is found where the device does not confirm that it forgot. Raises NoPicture, DeviceSilent,
        DeviceMisbehaved, DeviceUnplugged.
        """
        ...
