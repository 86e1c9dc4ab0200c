"""A walk through one whole visit by real touches of the X server's pointer, with a picture of each screen.

Where to touch is asked from the window's bench socket (read only); what is seen is what the X server shows.
"""

import json
import math
import shutil
import subprocess
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageGrab

from kiosk.cli.bench import Bench
from kiosk.cli.overview import overview
from kiosk.runtime.bench_client import BenchClient

MOBILE = "13800138000"
BANK_CARD = "6222021234567890128"  # passes Luhn; nobody's
_PATIENCE = 20.0
_LOOK = 0.08
_STILL = 3  # looks in a row at the same picture: it has come to rest
_REST = 6.0  # seconds: a live camera never rests
_NEXT_WISH = 0.7  # seconds: a second touch on the same place sooner than that is the same wish (screens.widgets.touch)
_SAME_PLACE = 200.0  # px

# The form's questions in the order of the shipped matter, and the touches that answer each.
_ANSWERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("mobile", tuple(f"key:{digit}" for digit in MOBILE)),
    ("residence_region", ("region:residence_region:0", "region:residence_region:0", "region:residence_region:0")),
    ("residence_detail", ("suggestion:residence_detail:0",)),
    ("", ()),
    ("bank_name", ("choice:bank_name:1",)),
    ("bank_account", tuple(f"key:{digit}" for digit in BANK_CARD)),
    ("other_allowance", ("choice:other_allowance:1",)),
    ("", ()),
    ("health_state", ("choice:health_state:0",)),
    ("", ()),
)
_STROKES = (((0.2, 0.3), (0.35, 0.7), (0.5, 0.3)), ((0.6, 0.3), (0.6, 0.75), (0.8, 0.7)), ((0.55, 0.5), (0.85, 0.45)))


class Walk:
    """Hands and eyes before the glass."""

    def __init__(self, far: Bench, display: str, out: Path) -> None:
        self._far, self._display, self._out = far, display, out
        self._shots = 0
        self._before = b""
        self._touched = (0.0, (0.0, 0.0))  # when and where last
        self._said: list[str] = []
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)

    def whole_visit(self) -> list[str]:
        """From attract to attract; returns what was done, a line each. Raises RuntimeError where it got stuck."""
        began = time.monotonic()
        self.enter()
        self.identify()
        self.fill_form()
        self.give_materials()
        self.sign()
        self.finish()
        papers = self._keep_papers()
        overview(self._out)
        arrived = self._far.hall.ask("state")["applications"]
        took = f"{time.monotonic() - began:.1f}"
        self._said += [
            f"办完一次业务：{self._shots} 张截图，{papers} 张凭条，大厅收到 {arrived} 件，用时 {took} 秒。",
            f"One whole visit: {self._shots} screenshots, {papers} slip(s), {arrived} application(s) at the hall, "
            f"{took} s. See {self._out}/",
        ]
        return self._said

    # ---- the stretches of a visit ---------------------------------------------------------------------------------

    def enter(self) -> None:
        """Attract, home, guide, notice."""
        self.see("attract")
        self.shoot("attract")
        self.touch("wake")
        self.see("home")
        self.until(lambda: "matter:elderly_allowance" in self.targets())
        self.shoot("home")
        self.touch("matter:elderly_allowance")
        self.see("guide")
        self.shoot("guide")
        self.touch("next")
        self.see("notice")
        self.shoot("notice")
        self.touch("agree")

    def identify(self) -> None:
        """Lay the card."""
        self.see("identity")
        self.shoot("identity")
        self._far.reader.ask("lay", card="elder")
        self.see("form")

    def fill_form(self) -> None:
        """Every question that is asked."""
        self.shoot("form")
        for field, touches in _ANSWERS:
            if not field:
                self.shoot("form-filled")
                self.touch("next")
                continue
            self.touch(f"field:{field}")
            for target in touches:
                self.touch(target)

    def give_materials(self) -> None:
        """Photograph what is to be photographed."""
        self.see("materials")
        self.shoot("materials")
        self.touch("material:1:photo")
        self.see("camera")
        self.until(lambda: "photo" in self.targets())
        self.shoot("camera")
        self.touch("photo")
        self.until(lambda: "keep" in self.targets())
        self.shoot("camera-taken")
        self.touch("keep")
        self.see("materials")
        self.shoot("materials-complete")
        self.touch("next")

    def sign(self) -> None:
        """Review, declare, sign, submit."""
        self.see("review")
        self.touch("declare")
        self.shoot("review")
        self.touch("next")
        self.see("sign")
        self._draw()
        self.shoot("sign")
        self.touch("next")

    def finish(self) -> None:
        """Outcome, rating, and the glass is clear again."""
        self.see("done")
        self.until(lambda: any(self._far.papers.glob("*.png")))
        self.touch("rate:5")
        self.shoot("done")
        self.touch("next")
        self.see("attract")
        self.shoot("attract-again")

    # ---- eyes -----------------------------------------------------------------------------------------------------

    def targets(self) -> dict[str, dict[str, float]]:
        """What can be touched now, by name."""
        return {target["id"]: target for target in self._window().get("targets", [])}

    def see(self, screen: str) -> None:
        """Wait until this screen is on the glass."""
        self.until(lambda: self._window().get("screen") == screen, f"screen {screen}")
        self._said.append(f"  {screen}")

    def until(self, what: Callable[[], Any], name: str = "what comes next") -> None:
        deadline = time.monotonic() + _PATIENCE
        while not what():
            if time.monotonic() > deadline:
                shown = json.dumps(self._window(), ensure_ascii=False)
                self.shoot("stuck")
                raise RuntimeError(f"waited {_PATIENCE:.0f} s for {name}; the window says {shown}")
            time.sleep(_LOOK)

    def shoot(self, name: str) -> None:
        """A picture of the glass, once it shows something new and has come to rest."""
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
        self._shots += 1
        last.save(self._out / f"{self._shots:02d}-{name}.png")

    def _is_old(self, picture: Image.Image) -> bool:
        """Whether this is what was seen before: the last picture, or the empty glass of a window that is still to come."""
        return picture.tobytes() == self._before or picture.convert("L").getcolors(1) is not None

    def _grab(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self._display)

    def _window(self) -> dict[str, Any]:
        """The window on the glass: the one whose process shows a screen."""
        for path in sorted((self._far.folder / "windows").glob("*.sock")):
            try:
                shown = BenchClient(path).ask("targets")
            except (OSError, ValueError):
                continue
            if shown.get("screen"):
                return shown
        return {}

    # ---- hands ----------------------------------------------------------------------------------------------------

    def touch(self, name: str) -> None:
        """Touch what has this name, in its middle, once it stands still."""
        self.until(lambda: self._resting(name), f"target {name}")
        target = self.targets()[name]
        x, y = target["x"] + target["w"] / 2, target["y"] + target["h"] / 2
        at, place = self._touched
        if not name.startswith("key:") and math.dist(place, (x, y)) < _SAME_PLACE:
            time.sleep(max(0.0, at + _NEXT_WISH - time.monotonic()))
        self._pointer("mousemove", f"{x:.0f}", f"{y:.0f}", "mousedown", "1", "sleep", "0.04", "mouseup", "1")
        self._touched = (time.monotonic(), (x, y))

    def _resting(self, name: str) -> bool:
        first = self.targets().get(name)
        time.sleep(_LOOK)
        return first is not None and self.targets().get(name) == first

    def _draw(self) -> None:
        self.until(lambda: "pad" in self.targets(), "the pad")
        pad = self.targets()["pad"]
        for stroke in _STROKES:
            points = [(pad["x"] + x * pad["w"], pad["y"] + y * pad["h"]) for x, y in _smooth(stroke)]
            moves = [word for x, y in points[1:] for word in ("mousemove", f"{x:.0f}", f"{y:.0f}", "sleep", "0.01")]
            start = ("mousemove", f"{points[0][0]:.0f}", f"{points[0][1]:.0f}", "mousedown", "1")
            self._pointer(*start, *moves, "mouseup", "1")

    def _pointer(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env={"DISPLAY": self._display, "PATH": "/usr/bin:/bin"}, check=True)

    def _keep_papers(self) -> int:
        papers = sorted(self._far.papers.glob("*.png"))
        for number, paper in enumerate(papers, 1):
            shutil.copy(paper, self._out / f"slip-{number}.png")
        return len(papers)


def _smooth(stroke: tuple[tuple[float, float], ...], steps: int = 8) -> list[tuple[float, float]]:
    """Points between the corners: a pointer that jumps draws nothing."""
    points = [stroke[0]]
    for (x1, y1), (x2, y2) in pairwise(stroke):
        points += [(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) for i in range(1, steps + 1)]
    return points
