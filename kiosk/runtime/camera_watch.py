"""The thread that owns the document camera: a live picture while it is wanted, a photo on order."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from kiosk.errors import DeviceError
from kiosk.ports.clock import Clock
from kiosk.ports.document_camera import DocumentCamera, Frame
from kiosk.ports.status import Readiness, failed
from kiosk.runtime.device_thread import DeviceThread
from kiosk.session.events import Event, PhotoFailed, PhotoTaken, StatusSeen

Order = Literal["open", "close-up", "take", "test", "close"]

_LIVE = 0.12  # seconds between preview frames: without a GPU each costs a repaint
_QUIET = 60.0
_RETRY = 1.0
PREVIEW_WIDTH = 960


class CameraWatch(DeviceThread[Order]):
    """Posts PhotoTaken, PhotoFailed and StatusSeen; hands preview frames to `show`."""

    def __init__(
        self, camera: DocumentCamera, post: Callable[[Event], None], show: Callable[[Frame], None], clock: Clock
    ) -> None:
        super().__init__("document-camera", camera)
        self._camera = camera
        self._post = post
        self._show = show
        self._clock = clock
        self._showing = False  # the live picture is on the glass
        self._open = False

    def _live(self, order: Order | None) -> float:
        try:
            if order in ("open", "close-up"):
                self._showing = order == "open"
            if order == "take":
                self._take()
            if self._showing:
                self._require_open()
                self._show(self._camera.preview(PREVIEW_WIDTH))
                return _LIVE
            return _QUIET if order == "take" or self._look() else _RETRY
        except DeviceError as error:
            return self._fail(error, order)

    def _take(self) -> None:
        """The picture stands still on the glass while the resident judges it; `open` makes it live again."""
        self._require_open()
        frame, photo = self._camera.preview(PREVIEW_WIDTH), self._camera.take()
        self._showing = False
        self._show(frame)
        self._post(PhotoTaken(photo))

    def _require_open(self) -> None:
        if not self._open:
            self._camera.open()
            self._open = True

    def _look(self) -> bool:
        """Whether it works; one that does not is looked at again soon."""
        self._require_open()
        status = self._camera.status()
        self._camera.close()
        self._open = False
        now = self._clock.monotonic()
        self._post(StatusSeen("document_camera", replace(status, observed_at=now, holds_for=3 * _QUIET)))
        return status.readiness in (Readiness.READY, Readiness.LOW)

    def _fail(self, error: DeviceError, order: Order | None) -> float:
        self._camera.close()
        self._open = False
        self._post(StatusSeen("document_camera", failed(error, self._clock.monotonic(), Readiness.ABSENT)))
        if order == "take" or self._showing:
            self._post(PhotoFailed(error.key))
        return _RETRY
