"""What no finger, keyboard or environment may do to the window: leave it, open Kivy's own tools, type, drop, pause.

Two layers, both by what is allowed, not by what is known to be bad: SDL makes no events but those of the window and of
touch; and whatever reaches Kivy all the same (a driver of another version, a test) is swallowed before Kivy acts on it.
"""

import ctypes
from collections.abc import Callable, MutableMapping
from typing import Any

_ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",  # or Kivy eats our arguments, and `-m inspector` opens its inspector
    "KIVY_NO_CONFIG": "1",  # no file of the machine's user changes the product
    "KIVY_NO_ENV_CONFIG": "1",  # nor KCFG_MODULES_INSPECTOR and the like
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",  # leave the root logger alone
    "KIVY_TEXT": "pil",
    "KIVY_HOME": "/nonexistent/kivy",  # its mods/ would come onto the path of imports
    "SDL_NO_SIGNAL_HANDLERS": "1",  # SIGTERM belongs to the visit
    "SDL_IME_SHOW_UI": "0",
}
_FOREIGN = ("KIVY_", "KCFG_")
# SDL_events.h: what a window tells (exposed, shown, resized), the mouse that SDL makes of a finger, fingers themselves.
_ALLOWED = {0x200, *range(0x400, 0x404), *range(0x700, 0x703)}
_QUIT = 0x100
_SDL_TYPES = range(0x100, 0x2000)  # all that SDL has; our own events lie above 0x8000
_IGNORE = 0


def clean(environ: MutableMapping[str, str]) -> None:
    """Before Kivy is imported: of the machine's environment nothing reaches it."""
    for name in [name for name in environ if name.startswith(_FOREIGN)]:
        del environ[name]
    environ.update(_ENVIRONMENT)


def lock(window: Any, sdl: ctypes.CDLL, close: Callable[..., bool] | None = None) -> None:
    """Shut every way out of `window` but `close` (the trainer's panel has a frame, and may be closed)."""
    for kind in _SDL_TYPES:
        if kind not in _ALLOWED and not (kind == _QUIT and close is not None):
            sdl.SDL_EventState(kind, _IGNORE)
    sdl.SDL_StopTextInput()  # no input method of the system, with its panel of emoji and its settings
    window.bind(on_request_close=close or _swallow)
    window.bind(on_key_down=_swallow, on_key_up=_swallow, on_keyboard=_swallow)
    window.bind(on_textinput=_swallow, on_textedit=_swallow)
    window.bind(on_drop_begin=_swallow, on_drop_file=_swallow, on_drop_text=_swallow, on_drop_end=_swallow)
    window.bind(on_minimize=lambda *_: window.restore())
    _keep_running(window)


def _keep_running(window: Any) -> None:
    """Kivy stops, or waits for ever, when a phone's system says so: `app_terminating`, `app_willenterbackground`."""
    filtered = window._event_filter  # noqa: SLF001 (Kivy has no other door to it)

    def pass_on(action: str, *values: Any) -> int:
        return 0 if action.startswith("app_") else int(filtered(action, *values) or 0)

    window._win.set_event_filter(pass_on)  # noqa: SLF001


def _swallow(*_: object) -> bool:
    return True
