"""A camera, a video or a folder as its driver holds it: opened when first needed, let go when it was unplugged.

Shared by the families that look. OpenCV costs 0.2 s and 60 MB: it is only loaded by who opens a camera.
"""

from typing import TYPE_CHECKING

from pydantic import Field

from devices.options import DriverOptions
from kiosk.errors import DeviceError, DeviceUnplugged
from kiosk.ports.clock import Clock
from kiosk.ports.status import Readiness, Status, failed

if TYPE_CHECKING:
    from devices.frames import Picture, Source


class PictureOptions(DriverOptions):
    """Where pictures come from, and what is asked of a camera."""

    port: str = Field(description="/dev/v4l/by-path/…, an index, a video file, or a folder of pictures")
    width: int = Field(1920, ge=320, le=8192, description="pixels asked of a camera; it may give others")
    height: int = Field(1080, ge=240, le=8192)
    drop_first: int = Field(8, ge=0, le=60, description="frames thrown away after opening: they are dark")


class PictureSource:
    """One source. Only the thread that owns the device calls it."""

    def __init__(self, options: PictureOptions, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._source: Source | None = None

    def open(self) -> None:
        """Raises DeviceUnplugged; nothing where it is open."""
        if self._source is None:
            from devices.frames import open_source

            options = self._options
            self._source = open_source(options.port, options.width, options.height, options.drop_first)

    def close(self) -> None:
        """Never raises; may be called twice."""
        source, self._source = self._source, None
        if source is not None:
            source.close()

    def read(self) -> "Picture":
        """The newest frame. Raises NoPicture, DeviceUnplugged: then the next call finds what was plugged in meanwhile."""
        self.open()
        if self._source is None:
            raise DeviceUnplugged("not open")
        try:
            return self._source.read()
        except DeviceUnplugged:
            self.close()
            raise

    def turn_page(self) -> None:
        """A picture was taken: a folder goes on to its next page."""
        if self._source is not None:
            self._source.turn_page()

    def status(self) -> Status:
        """Whether frames come; the one that was looked at is overwritten, for it shows whatever lies there."""
        try:
            self.read().fill(0)
        except DeviceUnplugged as error:
            return failed(error, self._clock.monotonic(), Readiness.ABSENT)
        except DeviceError as error:
            return failed(error, self._clock.monotonic())
        return Status(Readiness.READY, self._clock.monotonic())
