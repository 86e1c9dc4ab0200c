"""A document camera (高拍仪) by OpenCV, which is only loaded when the camera is opened."""

from typing import TYPE_CHECKING

from pydantic import Field

from devices.options import DriverOptions
from kiosk.errors import DeviceError, DeviceUnplugged
from kiosk.ports.clock import Clock
from kiosk.ports.document_camera import Frame, Photo
from kiosk.ports.status import Readiness, Status, failed

if TYPE_CHECKING:
    from devices.frames import Picture, Source


class Options(DriverOptions):
    """Settings of a document camera."""

    port: str = Field(description="/dev/v4l/by-path/…, an index, a video file, or a folder of pictures")
    width: int = Field(1920, ge=320, le=8192, description="pixels asked of a camera; it may give others")
    height: int = Field(1080, ge=240, le=8192)
    drop_first: int = Field(8, ge=0, le=60, description="frames thrown away after opening: they are dark")
    max_bytes: int = Field(400_000, ge=20_000, le=10_000_000, description="largest JPEG that `take` gives")


class OpenCvCamera:
    """Implements kiosk.ports.document_camera.DocumentCamera."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._source: Source | None = None
        self._last: Picture | None = None

    def open(self) -> None:
        if self._source is not None:
            return
        from devices.frames import open_source  # OpenCV costs 0.2 s and 60 MB: only who opens a camera pays

        options = self._options
        self._source = open_source(options.port, options.width, options.height, options.drop_first)

    def close(self) -> None:
        self._forget()
        source, self._source = self._source, None
        if source is not None:
            source.close()

    def preview(self, width: int) -> Frame:
        from devices.document_camera import frames

        return Frame(*frames.scaled_rgb(self._newest(), width))

    def take(self) -> Photo:
        from devices.document_camera import frames

        picture = self._newest()
        photo = Photo(*frames.jpeg_within(picture, self._options.max_bytes), frames.sharpness(picture))
        if self._source is not None:
            self._source.turn_page()
        return photo

    def status(self) -> Status:
        try:
            self._newest()
        except DeviceUnplugged as error:
            return failed(error, self._clock.monotonic(), Readiness.ABSENT)
        except DeviceError as error:
            return failed(error, self._clock.monotonic())
        return Status(Readiness.READY, self._clock.monotonic())

    def _newest(self) -> "Picture":
        self.open()
        if self._source is None:
            raise DeviceUnplugged("not open")
        try:
            picture = self._source.read()
        except DeviceUnplugged:
            self.close()  # so that the next call finds the camera that was plugged in meanwhile
            raise
        self._forget()
        self._last = picture
        return picture

    def _forget(self) -> None:
        """A frame shows somebody's papers: it is overwritten, not left to the allocator."""
        if self._last is not None:
            self._last.fill(0)
            self._last = None


def build(options: Options, clock: Clock) -> OpenCvCamera:
    """The camera at the place that the options name."""
    return OpenCvCamera(options, clock)
