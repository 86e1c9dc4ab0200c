"""The thread that owns the face comparison device: compares on order, and looks now and then whether it could."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from kiosk.errors import DeviceError, DeviceSilent, DeviceUnplugged
from kiosk.ports.clock import Clock
from kiosk.ports.face_comparison import Cause, FaceComparison, FaceFinding, undecided
from kiosk.ports.status import Readiness, failed
from kiosk.session.events import Event, StatusSeen

Order = Literal["compare", "cancel", "test", "close"]

_QUIET = 60.0  # between two looks
_RETRY = 2.0
_SECONDS = 15.0  # for a slow person to find the camera


@dataclass(frozen=True, slots=True)
class _Job:
    order: Order
    dropped: threading.Event  # set by a later "compare", "cancel" or "close": the finding is not wanted any more
    card_photo: bytes = field(repr=False)


class FaceWatch(threading.Thread):
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
        super().__init__(name="face-comparison", daemon=True)
        self._device = device
        self._post = post
        self._found = found
        self._clock = clock
        self._seconds = seconds
        self._jobs: queue.Queue[_Job] = queue.Queue()
        self._ordering = threading.Lock()
        self._dropped = threading.Event()  # of the comparison that was ordered last

    def order(self, order: Order, card_photo: bytes = b"") -> None:
        """Safe from any thread. "compare" takes the card's own photo; it, "cancel" and "close" drop the one under way."""
        with self._ordering:
            if order != "test":
                self._dropped.set()
                self._dropped = threading.Event()
            self._jobs.put(_Job(order, self._dropped, card_photo))

    def run(self) -> None:
        wait: float | None = 0.0
        while wait is not None:
            wait = self._obey(self._next(wait))  # no name here keeps the photo until the next order
        self._device.close()

    def _next(self, wait: float) -> _Job | None:
        try:
            return self._jobs.get(timeout=wait) if wait > 0 else self._jobs.get_nowait()
        except queue.Empty:
            return None

    def _obey(self, job: _Job | None) -> float | None:
        """The seconds until the next look; None to end."""
        if job is not None and job.order == "close":
            return None
        if job is not None and job.order == "cancel":
            return 0.0
        try:
            if job is not None and job.order == "compare":
                self._compare(job)
                return 0.0 if job.dropped.is_set() else self._look()
            return self._look()
        except DeviceError as error:
            return self._fail(error, job)

    def _compare(self, job: _Job) -> None:
        finding = self._device.compare(job.card_photo, self._seconds, job.dropped.is_set)
        if not job.dropped.is_set() and finding.cause != Cause.STOPPED:
            self._post(self._found(finding))

    def _look(self) -> float:
        """One that does not work is looked at again soon."""
        status = self._device.status()
        self._device.close()
        now = self._clock.monotonic()
        self._post(StatusSeen("face_comparison", replace(status, observed_at=now, holds_for=3 * _QUIET)))
        return _QUIET if status.readiness in (Readiness.READY, Readiness.LOW) else _RETRY

    def _fail(self, error: DeviceError, job: _Job | None) -> float:
        self._device.close()
        gone = isinstance(error, DeviceUnplugged | DeviceSilent)
        status = failed(error, self._clock.monotonic(), Readiness.ABSENT if gone else Readiness.BLOCKED)
        self._post(StatusSeen("face_comparison", status))
        if job is not None and job.order == "compare" and not job.dropped.is_set():
            self._post(self._found(undecided(error.key)))
        return _RETRY
