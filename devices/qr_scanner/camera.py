"""A camera as a code scanner. OpenCV and the decoders are only loaded when it is opened."""

import time
from collections import deque
from typing import TYPE_CHECKING

from pydantic import Field

from devices.picture_source import PictureOptions, PictureSource
from devices.qr_scanner.payload import Seen, scan_of
from kiosk.errors import DeviceUnplugged
from kiosk.ports.clock import Clock
from kiosk.ports.qr_scanner import Scan
from kiosk.ports.status import Status

if TYPE_CHECKING:
    from devices.frames import Picture

_MOST_KEPT = 8


class Options(PictureOptions):
    """Settings of a camera that reads codes."""

    width: int = Field(1280, ge=320, le=1920, description="pixels asked of a camera; frames are made no wider")
    height: int = Field(720, ge=240, le=1440)
    frame_every: float = Field(0.1, ge=0, le=1, description="seconds between two frames that are looked at")
    second_opinion_every: float = Field(
        0.5, ge=0, le=10, description="seconds between two frames that zbar is asked for where zxing-cpp finds nothing"
    )
    read_within: float = Field(0.3, gt=0, le=5, description="seconds that one read waits for a code")
    repeat_after: float = Field(2.0, ge=0, le=30, description="the same code is given again after so many seconds")


class CameraScanner:
    """Implements kiosk.ports.qr_scanner.QrScanner."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._source = PictureSource(options, clock)
        self._codes: deque[Scan] = deque()
        self._seen = Seen(options.repeat_after)
        self._started = False
        self._next_frame = self._next_opinion = 0.0

    def open(self) -> None:
        self._source.open()

    def close(self) -> None:
        self.stop()
        self._source.close()

    def start(self) -> None:
        self.open()
        self._forget()
        self._next_opinion = 0.0
        self._started = True

    def stop(self) -> None:
        self._started = False
        self._forget()

    def read(self) -> Scan | None:
        self.open()
        deadline = self._clock.monotonic() + self._options.read_within
        while self._started and not self._codes and self._wait_for_frame(deadline):
            self._look(deadline)
        return self._codes.popleft() if self._codes else None

    def status(self) -> Status:
        return self._source.status()

    def _wait_for_frame(self, deadline: float) -> bool:
        """Whether the next frame is due before `deadline`; waits for it, else for the deadline."""
        now = self._clock.monotonic()
        if now >= deadline:
            return False
        time.sleep(max(0.0, min(self._next_frame, deadline) - now))
        return self._next_frame < deadline

    def _look(self, deadline: float) -> None:
        from devices.frames import grey_within
        from devices.qr_scanner.decode import decode

        self._next_frame = self._clock.monotonic() + self._options.frame_every
        picture = self._grab()
        grey = grey_within(picture, self._options.width)  # a camera may give more than was asked of it
        picture.fill(0)  # it shows whoever stands there, and a code that may pay
        found = decode(grey, lambda: self._wants_opinion(deadline))
        grey.fill(0)
        for code in found[:_MOST_KEPT]:
            if self._seen.is_new(code.raw, self._clock.monotonic()):
                self._codes.append(scan_of(code.raw, code.aim))

    def _wants_opinion(self, deadline: float) -> bool:
        """Not for each frame: nobody stands there most of the time, and an empty frame costs zbar most."""
        now = self._clock.monotonic()
        if not self._next_opinion <= now < deadline:
            return False
        self._next_opinion = now + self._options.second_opinion_every
        return True

    def _grab(self) -> "Picture":
        try:
            picture = self._source.read()
        except DeviceUnplugged:
            self._forget()
            raise
        self._source.turn_page()  # the pictures of a folder pass by, as before a camera
        return picture

    def _forget(self) -> None:
        self._codes.clear()
        self._seen.forget()


def build(options: Options, clock: Clock) -> CameraScanner:
    """The camera at the place that the options name."""
    return CameraScanner(options, clock)
