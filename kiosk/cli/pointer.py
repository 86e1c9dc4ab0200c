"""Hands and eyes before a terminal on an X display: the server's own pointer touches, what the server shows is seen.

Where to touch is asked from the window's bench socket (read only).
"""

import json
import math
import subprocess
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageGrab

from kiosk.runtime.bench_client import BenchClient
from kiosk.settings.scenes import meant

_PATIENCE = 20.0
_LOOK = 0.08
_STILL = 3  # looks in a row at the same picture: it has come to rest
_REST = 6.0  # seconds: a live camera never rests
_NEXT_WISH = 0.7  # seconds: a second touch on the same place sooner than that is the same wish (screens.widgets.touch)
_SAME_PLACE = 200.0  # px
_STROKES = (((0.2, 0.3), (0.35, 0.7), (0.5, 0.3)), ((0.6, 0.3), (0.6, 0.75), (0.8, 0.7)), ((0.55, 0.5), (0.85, 0.45)))
_CORNERS = {
    "top-left": (0.02, 0.01),
    "top-right": (0.98, 0.01),
    "bottom-right": (0.98, 0.99),
    "bottom-left": (0.02, 0.99),
}


class Pointer:
    """One pair of hands and eyes. Pictures go to `out`, numbered; without it none are taken."""

    def __init__(self, windows: Path, display: str, out: Path | None) -> None:
        self._windows, self._display, self._out = windows, display, out
        self.shots = 0
        self._before = b""
        self._touched = (0.0, (0.0, 0.0))  # when and where last

    # ---- eyes -----------------------------------------------------------------------------------------------------

    def targets(self) -> dict[str, dict[str, float]]:
        """What can be touched now, by name; pixels of the display."""
        window = self._ask("targets")
        left, top = window.get("at", (0, 0))
        return {box["id"]: {**box, "x": box["x"] + left, "y": box["y"] + top} for box in window.get("targets", [])}

    def shows(self, screen: str, sheet: str = "", keys: Sequence[str] = ()) -> bool:
        """Whether this screen is on the glass, with this sheet over it and these sentences on it."""
        shown = self._ask("shown", keys=list(keys))
        return (shown.get("screen"), shown.get("sheet"), shown.get("said")) == (screen, sheet, list(keys))

    def see(self, screen: str) -> None:
        """Wait until this screen is on the glass."""
        self.until(lambda: self._ask("shown").get("screen") == screen, f"screen {screen}")

    def until(self, what: Callable[[], Any], name: str = "what comes next") -> None:
        """Wait for it. Raises RuntimeError, which says what the window shows instead."""
        deadline = time.monotonic() + _PATIENCE
        while not what():
            if time.monotonic() > deadline:
                shown = json.dumps(self._ask("targets"), ensure_ascii=False)
                self.shoot("stuck")
                raise RuntimeError(f"waited {_PATIENCE:.0f} s for {name}; the window says {shown}")
            time.sleep(_LOOK)

    def shoot(self, name: str) -> None:
        """A picture of the glass, once it shows something new and has come to rest."""
        if self._out is None:
            return
        deadline = time.monotonic() + _REST
        last = self._grab()
        still = 0
        while still < _STILL and time.monotonic() < deadline:
            time.sleep(_LOOK)
            picture = self._grab()
            same = ImageChops.difference(picture, last).getbbox() is None
            still = still + 1 if same and not self._is_old(picture) else 0
            last = picture
        self._before = last.tobytes()
        self.shots += 1
        last.save(self._out / f"{self.shots:02d}-{name}.png")

    def _is_old(self, picture: Image.Image) -> bool:
        """Whether this is what was seen before: the last picture, or the empty glass of a window that is still to come."""
        return picture.tobytes() == self._before or picture.convert("L").getcolors(1) is not None

    def _grab(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self._display)

    def _ask(self, op: str, **arguments: Any) -> dict[str, Any]:
        return asked(self._windows, 5.0, op, **arguments)

    # ---- hands ----------------------------------------------------------------------------------------------------

    def touch(self, name: str) -> None:
        """Touch what has this name, in its middle, once it stands still; `pad` is signed, `corner:…` is of the glass."""
        if name == "pad":
            self._sign()
        elif name.startswith("corner:"):
            self.until(lambda: "wake" in self.targets(), name)
            self._press(self.targets()["wake"], _CORNERS[name.removeprefix("corner:")])
        else:
            self.until(lambda: meant(name, self.targets()) is not None, f"target {name}")
            name = meant(name, self.targets()) or name
            self.until(lambda: self._resting(name), f"target {name}")
            self._wait_for_another_wish(name)
            self._press(self.targets()[name])

    def type(self, text: str) -> None:
        """Touch the keys of a text, one after another."""
        for character in text:
            self.touch(f"key:{character}")

    def _wait_for_another_wish(self, name: str) -> None:
        target = self.targets().get(name, {"x": -math.inf, "y": 0, "w": 0, "h": 0})
        at, place = self._touched
        if not name.startswith("key:") and math.dist(place, _point(target)) < _SAME_PLACE:
            time.sleep(max(0.0, at + _NEXT_WISH - time.monotonic()))

    def _press(self, target: dict[str, float], part: tuple[float, float] = (0.5, 0.5)) -> None:
        x, y = _point(target, part)
        self._move("mousemove", f"{x:.0f}", f"{y:.0f}", "mousedown", "1", "sleep", "0.04", "mouseup", "1")
        self._touched = (time.monotonic(), (x, y))

    def _resting(self, name: str) -> bool:
        first = self.targets().get(name)
        time.sleep(_LOOK)
        return first is not None and self.targets().get(name) == first

    def _sign(self) -> None:
        self.until(lambda: "pad" in self.targets(), "the pad")
        pad = self.targets()["pad"]
        for stroke in _STROKES:
            points = [_point(pad, part) for part in _smooth(stroke)]
            moves = [word for x, y in points[1:] for word in ("mousemove", f"{x:.0f}", f"{y:.0f}", "sleep", "0.01")]
            start = ("mousemove", f"{points[0][0]:.0f}", f"{points[0][1]:.0f}", "mousedown", "1")
            self._move(*start, *moves, "mouseup", "1")

    def _move(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env={"DISPLAY": self._display, "PATH": "/usr/bin:/bin"}, check=True)


def asked(windows: Path, patience: float, op: str, **arguments: Any) -> dict[str, Any]:
    """What the window on the glass answers: the one whose process shows a screen. Nothing where none does."""
    for path in sorted(windows.glob("*.sock")):
        try:
            shown = BenchClient(path, patience).ask(op, **arguments)
        except (OSError, ValueError):
            continue
        if shown.get("screen"):
            return shown
    return {}


def _point(target: dict[str, float], part: tuple[float, float] = (0.5, 0.5)) -> tuple[float, float]:
    return target["x"] + part[0] * target["w"], target["y"] + part[1] * target["h"]


def _smooth(stroke: tuple[tuple[float, float], ...], steps: int = 8) -> list[tuple[float, float]]:
    """Points between the corners: a pointer that jumps draws nothing."""
    points = [stroke[0]]
    for (x1, y1), (x2, y2) in pairwise(stroke):
        points += [(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) for i in range(1, steps + 1)]
    return points
