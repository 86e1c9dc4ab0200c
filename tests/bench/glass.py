"""The glass of a terminal without a screen: Xvfb's framebuffer mapped into our memory, and a finger by XTest.

Pixels are compared where the X server draws them; no screenshot, no round trip lies between a change and our seeing it.
"""

import ctypes
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1080, 1920
LOOK = 0.0005  # seconds between two looks: what a measured time may be too long by
_PATIENCE = 20.0
_XWD_WORDS = 25  # an XWD file begins with so many big-endian words (X11/XWDFile.h)

Pixels = NDArray[np.uint32]


class Glass:
    """What the X server shows, and the one finger on it."""

    def __init__(self, display: str, framebuffer: Path) -> None:
        self.display = display
        self.pixels = _mapped(framebuffer)
        self._x = ctypes.CDLL("libX11.so.6")
        self._xtest = ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._server = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if not self._server:
            raise RuntimeError(f"no X server at {display}")

    def close(self) -> None:
        self._x.XCloseDisplay(self._server)

    def now(self) -> Pixels:
        """A copy of what is shown."""
        return self.pixels.copy()

    def move(self, x: float, y: float) -> None:
        self._xtest.XTestFakeMotionEvent(self._server, -1, int(x), int(y), ctypes.c_ulong(0))
        self._x.XSync(self._server, 0)

    def press(self) -> float:
        """The finger goes down; when that was, by the monotonic clock."""
        return self._button(1)

    def release(self) -> float:
        return self._button(0)

    def tap(self, box: dict[str, Any]) -> float:
        """Press and release in the middle of a target; when the finger was lifted."""
        self.move(box["x"] + box["w"] / 2, box["y"] + box["h"] / 2)
        self.press()
        time.sleep(0.05)
        return self.release()

    def rest(self, quiet: float = 0.2) -> Pixels:
        """Wait until nothing has changed for so long; what is shown then. A ticking second does not count as rest."""
        last, since = self.now(), time.monotonic()
        deadline = since + _PATIENCE
        while time.monotonic() - since < quiet:
            time.sleep(0.01)
            if not np.array_equal(self.pixels, last):
                last, since = self.now(), time.monotonic()
            if since > deadline:
                raise RuntimeError("the glass does not come to rest")
        return last

    def when(self, seen: Callable[[], bool], what: str) -> float:
        """The moment at which `seen` holds. Raises RuntimeError."""
        deadline = time.monotonic() + _PATIENCE
        while not seen():
            if time.monotonic() > deadline:
                raise RuntimeError(f"waited {_PATIENCE:.0f} s for {what}")
            time.sleep(LOOK)
        return time.monotonic()

    def _button(self, down: int) -> float:
        at = time.monotonic()
        self._xtest.XTestFakeButtonEvent(self._server, 1, down, ctypes.c_ulong(0))
        self._x.XFlush(self._server)
        return at


@contextmanager
def glass() -> Iterator[Glass]:
    """An X server of our own, 1080 x 1920, gone at the end."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="kiosk-glass-", dir=memory) as folder:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
        command += ["-fbdir", folder, "-nolisten", "tcp", "-noreset"]
        server = subprocess.Popen(command, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            os.close(write)
            with os.fdopen(read) as told:
                number = told.readline().strip()
            if not number:
                raise RuntimeError("Xvfb did not start")
            opened = Glass(f":{number}", Path(folder) / "Xvfb_screen0")
            try:
                yield opened
            finally:
                opened.close()
        finally:
            server.terminate()
            server.wait()


def _mapped(framebuffer: Path) -> Pixels:
    head = np.fromfile(framebuffer, dtype=">u4", count=_XWD_WORDS)
    header_size, width, height, row, colours = (int(head[place]) for place in (0, 4, 5, 12, 19))
    pixels = np.memmap(
        framebuffer, dtype=np.uint32, mode="r", offset=header_size + colours * 12, shape=(height, row // 4)
    )
    return pixels[:, :width]
