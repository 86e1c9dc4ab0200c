"""A document camera (高拍仪) by OpenCV, which is only loaded when the camera is opened."""

from typing import TYPE_CHECKING

from pydantic import Field

from devices.picture_source import PictureOptions, PictureSource
from kiosk.ports.clock import Clock
from kiosk.ports.document_camera import Frame, Photo
from kiosk.ports.status import Status

if TYPE_CHECKING:
    from devices.frames import Picture


class Options(PictureOptions):
    """Settings of a document camera."""

    max_bytes: int = Field(400_000, ge=20_000, le=10_000_000, description="largest JPEG that `take` gives")


class OpenCvCamera:
    """Implements kiosk.ports.document_camera.DocumentCamera."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._source = PictureSource(options, clock)
        self._last: Picture | None = None

    def open(self) -> None:
        self._source.open()

    def close(self) -> None:
        self._forget()
        self._source.close()

    def preview(self, width: int) -> Frame:
        from devices.document_camera import frames

        return Frame(*frames.scaled_rgb(self._newest(), width))

    def take(self) -> Photo:
        from devices.document_camera import frames

        picture = self._newest()
        photo = Photo(*frames.jpeg_within(picture, self._options.max_bytes), frames.sharpness(picture))
        self._source.turn_page()
        return photo

    def status(self) -> Status:
        return self._source.status()

    def _newest(self) -> "Picture":
        self._forget()
        self._last = self._source.read()
        return self._last

    def _forget(self) -> None:
        """A frame shows somebody's papers: it is overwritten, not left to the allocator."""
        if self._last is not None:
            self._last.fill(0)
            self._last = None


def build(options: Options, clock: Clock) -> OpenCvCamera:
    """The camera at the place that the options name."""
    return OpenCvCamera(options, clock)
