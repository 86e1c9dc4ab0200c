"""A visit as it ships, window and all, off the screen, and a storm that breaks loose in it once it is on the glass.

`python -m tests.faults.glass.visit TERMINAL STATE LINK SEED TELL`: TELL is a pipe that hears of each second: what was
pushed, which screens stood there. The storm is pushed on the window's own thread between two turns, past the layer in
which SDL makes no such events, so that what Kivy and the screens do with them is what is tried.
"""

import ctypes
import json
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.cli import visit_process
from kiosk.cli.setup import read_setup
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.link import Link
from kiosk.runtime.logs import configure
from kiosk.session import events as e
from kiosk.session.events import Event
from screens import app, window
from tests.faults.glass.events import Storm

BATCH = 1500  # events between two frames
_SPELL = 8  # turns of one kind of weather
_WEATHER = (True, False, True, True, False)  # calm: only keys rain, and the visit gets further
_TELL_EVERY = 0.3  # seconds
_LEAVING = ("cancel", "leave", "done")  # pressed on purpose only now and then, or no visit would get anywhere
# What takes a visit further, by screen: a storm alone would hardly fill in a form.
_ONWARD: dict[str, tuple[Event, ...]] = {
    "attract": (e.ScreenTouched(),),
    "home": (e.MatterChosen("elderly_allowance"),),
    "guide": (e.NextPressed(),),
    "notice": (e.ConsentGiven(),),
    "form": (
        *(
            e.ValueEntered(key, value)
            for key, value in {
                "mobile": "13800138000", "residence_region": "320682/320682-cj/320682-cj-zq", "residence_detail": "三组12号",
                "bank_name": "农业银行", "bank_account": "6222021234567890128", "other_allowance": "no",
            }.items()
        ),
        e.NextPressed(),
    ),
    "materials": (e.MaterialChosen(1), e.NextPressed()),
    "camera": (e.PhotoPressed(), e.PhotoKept()),
    "review": (e.DeclarationTicked(True), e.NextPressed()),
    "sign": (e.StrokeDrawn(((0.1, 0.5), (0.5, 0.8), (0.9, 0.4))), e.NextPressed()),
}  # fmt: skip


class JumpingClock(SystemClock):
    """The machine's clock, moved on now and then so that time-outs come in a storm too."""

    def __init__(self) -> None:
        self.moved = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.moved


class Weather:
    """Breaks loose in `step` once the visit is on the glass."""

    def __init__(self, seed: int, tell: int, clock: JumpingClock, size: tuple[int, int]) -> None:
        self._chance, self._tell, self._clock = random.Random(seed), tell, clock
        self._storm = Storm(seed, *size)
        self._screens: set[str] = set()
        self._tracebacks = self._turns = 0
        self._told, self._told_at = 0, 0.0
        self.window: Any = None
        self.post: Callable[[Event], None] = lambda event: None

    def blow(self) -> None:
        """Before a turn: a batch."""
        shows = self.window.shows if self.window is not None else None
        if shows is None or shows.stage is None or not shows.name:
            return
        self._screens.add(shows.name)
        roll = self._chance
        is_calm = _WEATHER[self._turns // _SPELL % len(_WEATHER)]
        self._turns += 1
        if is_calm and self._turns % 3 == 0:
            for event in _ONWARD.get(shows.name, ()):
                self.post(event)
        if roll.random() < 0.005:
            self._clock.moved += roll.choice((15.0, 31.0, 61.0))
        touches = 0.0 if is_calm else roll.choice((0.3, 0.6, 0.9))
        self._push(self._storm.batch(BATCH, touches, self._targets() if touches else []))
        self._tell_now(shows)

    def _push(self, events: list[bytes]) -> None:
        sdl = window._opened.sdl
        assert sdl is not None
        for event in events:
            sdl.SDL_PushEvent(ctypes.create_string_buffer(event, len(event)))

    def _targets(self) -> list[tuple[int, int]]:
        from screens.bench.targets import seen

        boxes = seen(self.window)["targets"]
        if self._chance.random() < 0.9:
            boxes = [box for box in boxes if box["id"] not in _LEAVING]
        return [(box["x"] + box["w"] // 2, box["y"] + box["h"] // 2) for box in boxes]

    def _tell_now(self, shows: Any) -> None:
        now = time.monotonic()
        if now - self._told_at < _TELL_EVERY:
            return
        from screens.bench.targets import _texts

        self._told_at = now
        self._tracebacks += any("Traceback" in text or 'File "' in text for text in _texts(shows.stage))
        said = {
            "pid": os.getpid(), "kinds": dict(self._storm.kinds), "screens": sorted(self._screens),
            "tracebacks": self._tracebacks,
        }  # fmt: skip
        os.write(self._tell, json.dumps(said).encode() + b"\n")


def main() -> None:
    terminal_file, state, link, seed, tell = sys.argv[1:]
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    configure()
    setup = read_setup(Path(terminal_file), Path(state))
    clock = JumpingClock()
    screen = setup.terminal.screen
    weather = Weather(int(seed), int(tell), clock, (screen.width_px, screen.height_px))
    turn, open_kiosk = window.step, app.open_kiosk

    def step(drain: Callable[[], None]) -> None:
        weather.blow()
        turn(drain)

    def opened(post: Callable[[Event], None], place: window.Place) -> app.KioskWindow:
        weather.post, weather.window = post, open_kiosk(post, place)
        made: app.KioskWindow = weather.window
        return made

    # One line each: the window's loop calls the storm, and the session's clock can be moved. All else is as it ships.
    window.step, app.open_kiosk = step, opened
    visit_process.SystemClock = lambda: clock  # type: ignore[assignment,misc]
    visit_process.live(setup, Link(socket.socket(fileno=int(link))), None)


if __name__ == "__main__":
    main()
