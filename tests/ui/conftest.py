"""One window for all UI tests, off the screen, touched with real SDL events."""

import ctypes
import logging
import os
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

os.environ["SDL_VIDEODRIVER"] = "offscreen"

from kiosk.session.events import Event
from kiosk.session.snapshot import Snapshot
from screens.window import Place

UPRIGHT, LYING = Place(1080, 1920, 535.7), Place(1920, 1080, 476.0)
MOTION, DOWN, UP, KEY_DOWN, KEY_UP = 0x400, 0x401, 0x402, 0x300, 0x301
ESCAPE, F1 = (27, 41), (1073741882, 58)


class Complaints(logging.Handler):
    """What Kivy and the window warn of: layouts that never rest, calls that fail."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        for name in ("kivy", "screens"):
            logging.getLogger(name).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


class Hand:
    """A person before the glass: shows snapshots to itself, touches, looks. Pixels, y down."""

    def __init__(self) -> None:
        from screens import app, window

        self.posted: list[Event] = []
        self.complaints = Complaints()
        self.window = app.open_kiosk(self.posted.append, UPRIGHT)
        self.place = UPRIGHT
        self._sdl = window._opened.sdl
        self._window = window

    @property
    def stage(self) -> Any:
        return self.window.shows.stage

    def lay(self, place: Place) -> None:
        """Turn the glass: another size, other tokens, and every screen built anew."""
        if place == self.place:
            return
        from kivy.core.window import Window

        from screens import app, theme
        from screens.theme.tokens import Theme

        for widget in list(Window.children):
            Window.remove_widget(widget)
        Window.size = (place.width, place.height)
        theme.use(Theme(place.width, place.height, place.width_mm))
        self.window, self.place = app.KioskWindow(), place
        self.turn()

    def turn(self, times: int = 1) -> None:
        from screens import bridge

        for _ in range(times):
            self._window.step(bridge.drain)
        heard, self.complaints.heard = self.complaints.heard, []
        assert heard == []

    def show(self, snapshot: Snapshot) -> None:
        self.window.show(snapshot)
        self.turn(3)

    def targets(self) -> dict[str, dict[str, int]]:
        from screens.bench.targets import seen

        return {box["id"]: box for box in seen(self.window)["targets"]}

    def middle(self, target: str) -> tuple[int, int]:
        box = self.targets()[target]
        return box["x"] + box["w"] // 2, box["y"] + box["h"] // 2

    def down(self, x: int, y: int) -> None:
        self._mouse(MOTION, x, y)
        self._mouse(DOWN, x, y)
        self.turn(2)

    def move(self, x: int, y: int) -> None:
        self._mouse(MOTION, x, y, pressed=True)
        self.turn(2)

    def up(self, x: int, y: int) -> None:
        self._mouse(UP, x, y)
        self.turn(2)

    def tap(self, target: str) -> None:
        self.tap_at(*self.middle(target))

    def tap_at(self, x: int, y: int) -> None:
        self.down(x, y)
        self.up(x, y)

    def key(self, key: tuple[int, int]) -> None:
        for kind, state in ((KEY_DOWN, 1), (KEY_UP, 0)):
            self._push(struct.pack("<IIIBBBBiiHHI", kind, 0, 1, state, 0, 0, 0, key[1], key[0], 0, 0, 0))
        self.turn(2)

    def events(self) -> list[Event]:
        """What was posted since the last time."""
        found, self.posted[:] = list(self.posted), []
        return found

    def _mouse(self, kind: int, x: int, y: int, pressed: bool = False) -> None:
        if kind == MOTION:
            self._push(struct.pack("<IIIIIiiii", kind, 0, 1, 0, int(pressed), x, y, 0, 0))
        else:
            self._push(struct.pack("<IIIIBBBBii", kind, 0, 1, 0, 1, int(kind == DOWN), 1, 0, x, y))

    def _push(self, event: bytes) -> None:
        self._sdl.SDL_PushEvent(ctypes.create_string_buffer(event.ljust(64, b"\0"), 64))


@pytest.fixture(scope="session")
def only_hand() -> Hand:
    return Hand()


@pytest.fixture
def hand(only_hand: Hand) -> Iterator[Hand]:
    from screens import bridge
    from screens.widgets.touch import forget_last_touch

    only_hand.lay(UPRIGHT)
    bridge.forget()
    forget_last_touch()
    only_hand.posted.clear()
    yield only_hand


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the touch guard's time on."""
    passed = [0.0]
    real = time.monotonic
    monkeypatch.setattr("screens.widgets.touch.time.monotonic", lambda: real() + passed[0])

    def move(seconds: float) -> None:
        passed[0] += seconds

    return move
