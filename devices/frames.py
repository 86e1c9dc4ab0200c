"""Where pictures come from: a camera, a video file or a folder. Shared by the families that look; needs OpenCV.

Frames are arrays of height x width x 3 bytes, blue first, rows from the top: OpenCV's own order.
"""

import os
from pathlib import Path
from typing import Any, Protocol

# OpenCV's V4L2 reader waits 10 s for a frame; seconds, read when the library is loaded. (From memory; no camera here.)
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import DeviceUnplugged, NoPicture

Picture = NDArray[Any]
_PICTURES = {".jpg", ".jpeg", ".png", ".bmp"}


class Source(Protocol):
    """Frames, one after another."""

    def read(self) -> Picture:
        """The newest frame. Raises NoPicture, DeviceUnplugged."""
        ...

    def turn_page(self) -> None:
        """A picture was taken; a folder goes on to its next page, a camera takes no notice."""
        ...

    def close(self) -> None: ...


def open_source(source: str, width: int, height: int, drop_first: int) -> Source:
    """A camera's index or /dev path, a video file or a folder of pictures. Raises DeviceUnplugged."""
    if source.isdecimal() or source.startswith("/dev/"):
        return _Camera(source, width, height, drop_first)
    path = Path(source)
    if path.is_dir():
        return _Folder(path)
    if path.is_file():
        return _Video(path)
    raise DeviceUnplugged(f"{source}: neither a camera nor a folder nor a video")


class _Folder:
    """A camera's wire in tests and demos: who puts a file there lays a page under the camera."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._page = 0

    def read(self) -> Picture:
        try:
            pages = sorted(each for each in self._path.iterdir() if each.suffix.lower() in _PICTURES)
        except OSError as error:
            raise DeviceUnplugged(f"{self._path}: {error}") from error
        if not pages:
            raise NoPicture(f"{self._path}: no pictures")
        page = pages[self._page % len(pages)]
        try:
            picture = cv2.imdecode(np.frombuffer(page.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        except (OSError, cv2.error) as error:
            raise NoPicture(f"{page}: {error}") from error
        if picture is None:
            raise NoPicture(f"{page}: no picture")
        return picture

    def turn_page(self) -> None:
        self._page += 1

    def close(self) -> None:
        """Nothing is held open."""


class _Video:
    """A recorded camera; it begins again at its end."""

    def __init__(self, path: Path) -> None:
        self._capture = cv2.VideoCapture(str(path))

    def read(self) -> Picture:
        there, picture = self._capture.read()
        if not there:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            there, picture = self._capture.read()
        if not there:
            raise NoPicture("the video has no frames")
        return picture

    def turn_page(self) -> None:
        """A recording goes on by itself."""

    def close(self) -> None:
        self._capture.release()


class _Camera:
    """A UVC camera by V4L2. Not run on a real bus: the order of settings comes from OpenCV's issue threads."""

    def __init__(self, source: str, width: int, height: int, drop_first: int) -> None:
        self._path = Path(f"/dev/video{source}" if source.isdecimal() else source)
        if not self._path.exists():
            raise DeviceUnplugged(f"{self._path}: not there")
        self._capture = cv2.VideoCapture(str(self._path), cv2.CAP_V4L2)
        if not self._capture.isOpened():
            raise DeviceUnplugged(f"{self._path}: cannot be opened")
        # MJPG before the size: uncompressed, high resolutions are refused or come once a second.
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        for _ in range(drop_first):  # dark until the exposure has settled
            self._capture.grab()

    def read(self) -> Picture:
        there, picture = self._capture.read()
        if there:
            return picture
        if not self._path.exists():
            raise DeviceUnplugged(f"{self._path}: gone")
        raise NoPicture(f"{self._path}: no frame")

    def turn_page(self) -> None:
        """The page is changed by hand."""

    def close(self) -> None:
        self._capture.release()


def grey_within(picture: Picture, longest: int) -> Picture:
    """The picture in grey (height x width bytes), its longer side at most `longest` pixels; a copy."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    scale = longest / max(grey.shape)
    return grey if scale >= 1 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
