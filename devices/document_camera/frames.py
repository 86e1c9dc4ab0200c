"""What is made of a camera's frames: previews, photos, their sharpness. Needs OpenCV."""

import cv2

from devices.frames import Picture
from kiosk.errors import NoPicture

_SHARPNESS_WIDTH = 1000  # sharpness is measured at one size, so that one threshold serves all cameras
_QUALITIES = (92, 86, 80, 72, 64, 55)
_SHRINK = 0.85
_SMALLEST_WIDTH = 320


def scaled_rgb(picture: Picture, width: int) -> tuple[int, int, bytes]:
    """Width, height and RGB bytes of the picture at `width` pixels; never enlarged."""
    width = min(width, picture.shape[1])
    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return width, height, cv2.cvtColor(small, cv2.COLOR_BGR2RGB).tobytes()


def jpeg_within(picture: Picture, max_bytes: int) -> tuple[int, int, bytes]:
    """Width, height and a JPEG of at most `max_bytes`: first less quality, then fewer pixels. Raises NoPicture."""
    while picture.shape[1] >= _SMALLEST_WIDTH:
        for quality in _QUALITIES:
            done, jpeg = cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))
            if done and jpeg.size <= max_bytes:
                return picture.shape[1], picture.shape[0], jpeg.tobytes()
        picture = cv2.resize(picture, None, fx=_SHRINK, fy=_SHRINK, interpolation=cv2.INTER_AREA)
    raise NoPicture(f"no readable picture fits into {max_bytes} bytes")


def sharpness(picture: Picture) -> float:
    """Variance of the Laplacian of the grey picture at one width; a few units when blurred, hundreds when sharp."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    if grey.shape[1] > _SHARPNESS_WIDTH:
        height = round(grey.shape[0] * _SHARPNESS_WIDTH / grey.shape[1])
        grey = cv2.resize(grey, (_SHARPNESS_WIDTH, height), interpolation=cv2.INTER_AREA)
    return float(cv2.Laplacian(grey, cv2.CV_64F).var())
