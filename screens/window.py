"""The one window: how Kivy is set up, opened, shown, and put to sleep. Imported before anything of Kivy.

Kivy reads its configuration and opens the window while it is imported, so every module that draws is imported inside a
function that runs after `open_window`. The loop here replaces Kivy's polling one: it sleeps in SDL until a touch, a
post from another thread (bridge) or one of the clock's own deadlines comes, and draws only what has changed.
"""

import contextlib
import ctypes
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from screens import lock

log = logging.getLogger(__name__)

_CONFIG = {
    ("kivy", "exit_on_escape"): "0",
    ("kivy", "log_enable"): "0",
    ("kivy", "pause_on_minimize"): "0",
    ("graphics", "multisamples"): "0",
    ("graphics", "maxfps"): "0",  # the loop below paces, not the clock
    ("graphics", "allow_screensaver"): "0",
    ("graphics", "borderless"): "1",
    ("graphics", "resizable"): "0",
    ("graphics", "fullscreen"): "0",
    ("postproc", "double_tap_time"): "0",
    ("postproc", "triple_tap_time"): "0",
}
_AWAKE = 0.012  # seconds between frames while Kivy has work for the very next frame
_ASLEEP = 0.5  # the longest sleep, so that a signal is seen in time


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how large: pixels, and the width of the glass in millimetres."""

    width: int = 1080
    height: int = 1920
    width_mm: float = 535.7
    hidden: bool = False
    left: int = 0
    top: int = 0
    cursor: bool = False
    title: str = ""  # with a title the window has a frame, and can be closed


@dataclass(slots=True)
class _Opened:
    sdl: ctypes.CDLL | None = None
    user_event: int = 0
    stop: bool = False


_opened = _Opened()


def open_window(place: Place) -> None:
    """Set Kivy up and open the window. Once per process, on the thread that will run the loop."""
    lock.clean(os.environ)
    logging.getLogger("kivy").addFilter(lambda record: record.levelno >= logging.WARNING)
    _configure(place)
    from kivy.core.window import Window

    if Window is None:
        raise RuntimeError("SDL found no display to open the window on")
    _opened.sdl = _load_sdl()
    _opened.user_event = _opened.sdl.SDL_RegisterEvents(1)
    lock.lock(Window, _opened.sdl, close=_close if place.title else None)
    if place.title:
        Window.set_title(place.title)
    _start_kivy()


def show() -> None:
    """Bring a window that was opened hidden to the front."""
    from kivy.core.window import Window

    Window.show()
    Window.raise_window()
    Window.canvas.ask_update()


def step(drain: Callable[[], None]) -> None:
    """One turn: read what SDL has, run what threads posted, lay out and draw what changed."""
    from kivy.base import EventLoop
    from kivy.core.window import Window

    Window.mainloop()
    EventLoop.dispatch_input()  # before what threads posted: the answer to a touch then comes into the same frame
    drain()
    EventLoop.idle()


def run_loop(drain: Callable[[], None]) -> None:
    """Turn until `stop_loop`, asleep whenever there is nothing to do."""
    from kivy.base import EventLoop

    _opened.stop = False
    while not _opened.stop:  # Kivy's own wish to quit is nobody's here
        EventLoop.quit = False
        sleep(_wait_seconds())
        try:
            step(drain)
        except Exception:  # a picture may fail, the terminal may not
            log.exception("a frame failed")


def sleep(seconds: float) -> None:
    """Sleep until SDL has an event, at most `seconds`. The event stays in the queue."""
    if _opened.sdl is not None and seconds > 0:
        _opened.sdl.SDL_WaitEventTimeout(None, max(1, int(seconds * 1000)))


def wake() -> None:
    """End the sleep. From any thread."""
    if _opened.sdl is not None:
        event = (ctypes.c_uint32 * 32)(_opened.user_event)  # an SDL_Event is 56 bytes; the type comes first
        _opened.sdl.SDL_PushEvent(ctypes.byref(event))


def stop_loop() -> None:
    """Let `run_loop` return after its present turn. On the window's thread."""
    _opened.stop = True


def clear_selections() -> bool:
    """Take X's CLIPBOARD and PRIMARY, empty; whether both are. On the window's thread."""
    sdl = _opened.sdl
    if sdl is None:
        return False
    took = [sdl.SDL_SetClipboardText(b""), sdl.SDL_SetPrimarySelectionText(b"")]
    return took == [0, 0] and not sdl.SDL_HasClipboardText() and not sdl.SDL_HasPrimarySelectionText()


def picture() -> Any:
    """What the window shows, as a Pillow image (gallery, tests). On the window's thread."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    Window.dispatch("on_draw")
    pixels = glReadPixels(0, 0, *Window.size, GL_RGB, GL_UNSIGNED_BYTE)
    return Image.frombytes("RGB", Window.size, pixels).transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def before_frame(call: Callable[[], None]) -> Callable[[], None]:
    """A trigger: however often it is pulled, `call` runs once before the next frame, after the layout."""
    from kivy.clock import Clock

    trigger: Callable[[], None] = Clock.create_trigger(lambda _: call(), -1)
    return trigger


def _configure(place: Place) -> None:
    if threading.current_thread() is not threading.main_thread():
        log.debug("the window is opened off the main thread")
    from kivy.config import Config

    for (section, option), value in _CONFIG.items():
        Config.set(section, option, value)
    Config.set("graphics", "borderless", str(int(not place.title)))
    Config.set("graphics", "show_cursor", str(int(place.cursor)))
    Config.set("graphics", "width", str(place.width))
    Config.set("graphics", "height", str(place.height))
    Config.set("graphics", "position", "custom")
    Config.set("graphics", "left", str(place.left))
    Config.set("graphics", "top", str(place.top))
    Config.set("graphics", "window_state", "hidden" if place.hidden else "visible")
    for option in Config.options("modules"):  # inspector, console, keybinding …
        Config.remove_option("modules", option)
    for option in Config.options("input"):  # mtdev, probesysfs: each tap would come twice
        Config.remove_option("input", option)
    Config.set("input", "mouse", "mouse,disable_multitouch")


def _start_kivy() -> None:
    from kivy.base import EventLoop, runTouchApp
    from kivy.core.window import Window

    runTouchApp(embedded=True)
    EventLoop.postproc_modules.clear()  # double taps, jitter: what a widget needs of that it does itself
    Window.clearcolor = (1, 1, 1, 1)


def _load_sdl() -> ctypes.CDLL:
    import kivy

    folder: ModuleType = kivy
    bundled = sorted((Path(folder.__file__ or "").parents[1] / "Kivy.libs").glob("libSDL2-2*.so*"))
    sdl = ctypes.CDLL(str(bundled[0]) if bundled else "libSDL2-2.0.so.0")
    sdl.SDL_WaitEventTimeout.argtypes = [ctypes.c_void_p, ctypes.c_int]
    sdl.SDL_PushEvent.argtypes = [ctypes.c_void_p]
    sdl.SDL_RegisterEvents.restype = ctypes.c_uint32
    for name in ("SDL_SetClipboardText", "SDL_SetPrimarySelectionText"):
        getattr(sdl, name).argtypes = [ctypes.c_char_p]
    return sdl


def _wait_seconds() -> float:
    from kivy.clock import Clock
    from kivy.core.window import Window

    if Window.canvas.needs_redraw:
        return 0.0
    soonest = _ASLEEP
    with contextlib.suppress(ValueError):
        now = Clock.time()  # its own: not the clock of time.perf_counter
        soonest = min(_remaining(event, now) for event in Clock.get_events())
    return min(_ASLEEP, max(_AWAKE, soonest))


def _remaining(event: object, now: float) -> float:
    timeout = float(getattr(event, "timeout", 0.0) or 0.0)
    last = float(getattr(event, "_last_dt", 0.0))
    return timeout - (now - last) if timeout > 0 else 0.0


def _close(*_: object) -> bool:
    stop_loop()
    return True
