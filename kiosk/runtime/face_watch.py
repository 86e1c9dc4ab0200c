"""The thread that owns the face comparison device: compares on order, and looks now and then whether it could."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from kiosk.errors import DeviceError, DeviceSilent, DeviceUnplugged
from kiosk.ports.clock import Clock
from kiosk.ports.face_comparison import Cause, FaceComparison, FaceFinding, undecided
from kiosk.ports.status import Readiness, failed
from kiosk.runtime.device_thread import DeviceThread
from kiosk.session.events import Event, StatusSeen

Order = Literal["compare", "cancel", "test", "close"]

_QUIET = 60.0  # between two looks
_RETRY = 2.0
_SECONDS = 15.0  # for a slow person to find the camera


@dataclass(frozen=True, slots=True)
class _Job:
    card_photo: bytes = field(repr=False)
    dropped: threading.Event  # set by a later "compare", "cancel" or "close": the finding is not wanted any more


class FaceWatch(DeviceThread[Order]):
    """Posts StatusSeen, and `found(finding)` exactly once for each comparison that was not cancelled.

    A device that fails is told as StatusSeen, then as an undecided finding with the error's key. Between two uses the
    port is closed, so that the device holds nothing and the next visit finds it free.
    """

    def __init__(
        self,
        device: FaceComparison,
        post: Callable[[Event], None],
        found: Callable[[FaceFinding], Event],
        clock: Clock,
        seconds: float = _SECONDS,
    ) -> None:
        super().__init__("face-comparison", device)
        self._face = device
        self._post = post
        self._found = found
        self._clock = clock
        self._seconds = seconds
        self._ordering = threading.Lock()
        self._job: _Job | None = None  # the comparison that was ordered last and has not begun
        self._dropped = threading.Event()  # of the comparison that was ordered last

    def order(self, order: Order, card_photo: bytes = b"") -> None:
        """Safe from any thread. "compare" takes the card's own photo; it, "cancel" and "close" drop the one under way."""
        with self._ordering:
            if order != "test":
                self._dropped.set()
                self._dropped = threading.Event()
                self._job = _Job(card_photo, self._dropped) if order == "compare" else None
        super().order(order)

    def _live(self, order: Order | None) -> float:
        """Look, or compare; the photo is held here for that long, and nowhere after."""
        if order == "cancel":
            return 0.0
        job = self._begun() if order == "compare" else None
        try:
            if job is None:
                return self._look()
            self._compare(job)
            return 0.0  # the look comes in a breath of its own: what fails there is no second finding
        except DeviceError as error:
            return self._fail(error, job)

    def _begun(self) -> _Job | None:
        with self._ordering:
            job, self._job = self._job, None
        return job

    def _compare(self, job: _Job) -> None:
        finding = self._face.compare(job.card_photo, self._seconds, job.dropped.is_set)
        if not job.dropped.is_set() and finding.cause != Cause.STOPPED:
            self._post(self._found(finding))

    def _look(self) -> float:
        """One that does not work is looked at again soon."""
        status = self._face.status()
        self._face.close()
        now = self._clock.monotonic()
        self._post(StatusSeen("face_comparison", replace(status, observed_at=now, holds_for=3 * _QUIET)))
        return _QUIET if status.readiness in (Readiness.READY, Readiness.LOW) else _RETRY

    def _fail(self, error: DeviceError, job: _Job | None) -> float:
        self._face.close()
        gone = isinstance(error, DeviceUnplugged | DeviceSilent)
        status = failed(error, self._clock.monotonic(), Readiness.ABSENT if gone else Readiness.BLOCKED)
        self._post(StatusSeen("face_comparison", status))
        if job is not None and not job.dropped.is_set():
            self._post(self._found(undecided(error.key)))
        return _RETRY
