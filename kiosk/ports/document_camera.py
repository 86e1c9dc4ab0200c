"""What the core asks of a document camera (高拍仪), and the pictures that it gives."""

from dataclasses import dataclass, field
from typing import Protocol

from kiosk.ports.status import Status


@dataclass(frozen=True, slots=True)
class Frame:
    """One preview frame: `rgb` is height * width * 3 bytes, rows from the top."""

    width: int
    height: int
    rgb: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Photo:
    """One accepted picture as JPEG; `sharpness` is the variance of its Laplacian (bigger is sharper)."""

    width: int
    height: int
    jpeg: bytes = field(repr=False)
    sharpness: float


class DocumentCamera(Protocol):
    """One camera. Only the thread that owns it calls it."""

    def open(self) -> None:
        """Open the device. Raises DeviceUnplugged."""
        ...

    def close(self) -> None:
        """Close the device and overwrite the last frame; never raises; may be called twice."""
        ...

    def preview(self, width: int) -> Frame:
        """The newest frame, scaled to `width` pixels. Raises NoPicture, DeviceUnplugged."""
        ...

    def take(self) -> Photo:
        """A whole frame as JPEG within the size budget. Raises NoPicture, DeviceUnplugged."""
        ...

    def status(self) -> Status:
        """Whether frames come; a status is returned even when the device is gone."""
        ...
