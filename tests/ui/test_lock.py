"""What a vandal does before the glass: every key, every modifier, files dropped, buttons let go that were never pressed.

All of it is pushed as SDL events, past the first layer (SDL makes none of them any more), so that the second is tried too.
"""

import ctypes
import os
import struct
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from kiosk.cli.gallery import samples
from screens import lock, window

ROOT = Path(__file__).parents[2]
ALL = dict(samples("zh_CN"))
KMOD = (0x1, 0x40, 0x100, 0x400)  # shift, control, alt, gui
MODIFIERS = [sum(chosen) for count in range(5) for chosen in combinations(KMOD, count)]
KEY_DOWN, KEY_UP, TEXT, EDIT, QUIT, WINDOW, DROP = 0x300, 0x301, 0x303, 0x302, 0x100, 0x200, 0x1000
MOVE, DOWN, UP, WHEEL = 0x400, 0x401, 0x402, 0x403
FAR = (-(2**31), -1, 0, 5000, 2**31 - 1)


def push(hand, *events: bytes) -> None:
    for event in events:
        hand._push(event)
    hand.turn(2)


def key(kind: int, code: int, modifiers: int) -> bytes:
    state = int(kind == KEY_DOWN)
    return struct.pack("<IIIBBBBiiHHI", kind, 0, 1, state, 0, 0, 0, code & 0x1FF, code, modifiers, 0, 0)


def button(kind: int, number: int, x: int, y: int) -> bytes:
    return struct.pack("<IIIIBBBBii", kind, 0, 1, 0, number, int(kind == DOWN), 1, 0, x, y)


@pytest.fixture(params=["attract-one-matter", "form-text", "form-digits", "sign-empty", "gate-open"])
def shown(hand, request):
    """A screen on the glass, and the promise that it is the same afterwards."""
    hand.show(ALL[f"{request.param}.zh_CN"])
    before, texts = hand.window.shows.name, seen_texts(hand)
    hand.events()
    yield request.param
    hand.turn(3)
    assert hand.window.shows.name == before
    assert seen_texts(hand) == texts
    assert hand.events() == []
    assert not window._opened.stop


def seen_texts(hand) -> list[str]:
    from screens.bench.targets import _texts

    return list(_texts(hand.stage))


def test_no_key_with_any_modifiers_does_anything(hand, shown):
    from kivy.core.window import Window

    codes = [*range(1024), *(0x40000000 | code for code in range(512))]
    for modifiers in MODIFIERS:
        for start in range(0, len(codes), 256):
            some = codes[start : start + 256]
            push(hand, *(key(kind, code, modifiers) for code in some for kind in (KEY_DOWN, KEY_UP)))
    assert len(MODIFIERS) == 16
    assert Window.children


def test_what_a_keyboard_types_is_typed_nowhere(hand, shown):
    typed = struct.pack("<III32s", TEXT, 0, 1, "张三abc".encode())
    composed = struct.pack("<III32sii", EDIT, 0, 1, b"zhang", 0, 5)
    push(hand, *([typed, composed] * 50))


def test_the_window_cannot_be_closed_paused_or_ended(hand, shown):
    push(hand, struct.pack("<II", QUIT, 0), *(struct.pack("<II", kind, 0) for kind in range(0x101, 0x108)))
    push(hand, struct.pack("<II", QUIT, 0))


@pytest.mark.parametrize("what", range(1, 19))
def test_nothing_that_is_said_of_a_window_changes_what_it_shows(hand, what):
    hand.show(ALL["home-one-matter.zh_CN"])
    before = seen_texts(hand)
    if what in (5, 6):  # resized: the offscreen window has one size, and is told that very one
        event = struct.pack("<IIIBBBBii", WINDOW, 0, 1, what, 0, 0, 0, hand.place.width, hand.place.height)
    else:
        event = struct.pack("<IIIBBBBii", WINDOW, 0, 1, what, 0, 0, 0, 0, 0)
    push(hand, event)
    hand.turn(5)
    assert (hand.window.shows.name, seen_texts(hand)) == ("home", before)


def test_a_file_that_is_dropped_is_dropped(hand, shown):
    sdl = hand._sdl
    sdl.SDL_strdup.restype = ctypes.c_void_p
    for kind in (DROP, DROP + 1):
        path = sdl.SDL_strdup(b"/etc/passwd")
        push(
            hand,
            struct.pack("<II", DROP + 2, 0),
            struct.pack("<IIQI", kind, 0, path, 1),
            struct.pack("<II", DROP + 3, 0),
        )


def test_joysticks_pads_and_another_display_do_nothing(hand, shown):
    push(
        hand,
        *(
            struct.pack("<IIIBBBBi", kind, 0, 0, 1, 1, 0, 0, 32767)
            for kind in (0x150, *range(0x600, 0x607), *range(0x650, 0x65B))
        ),
    )


def test_a_finger_that_goes_up_without_having_gone_down_is_no_error(hand, shown):
    push(hand, *(button(UP, number, 500, 900) for number in range(1, 10)))


def test_a_finger_far_off_the_glass_touches_nothing(hand, shown):
    for x in FAR:
        for y in FAR:
            if (x, y) != (0, 0):
                push(hand, button(DOWN, 1, x, y), button(UP, 1, x, y))


def test_sdl_makes_no_event_but_those_of_window_and_touch(hand):
    state = hand._sdl.SDL_EventState
    state.restype = ctypes.c_uint8
    made = {kind for kind in range(0x100, 0x2000) if state(kind, -1)}
    assert made == lock._ALLOWED
    assert not hand._sdl.SDL_IsTextInputActive()


def test_nothing_of_kivy_that_opens_files_types_or_remembers_a_clipboard_is_ever_loaded(hand):
    for name, snapshot in ALL.items():
        if name.endswith(".zh_CN"):
            hand.show(snapshot)
    loaded = {"textinput", "filechooser", "settings", "bubble", "codeinput", "dropdown", "spinner"}
    assert not [name for name in sys.modules if name.startswith("kivy.uix.") and name.split(".")[-1] in loaded]
    assert not [name for name in sys.modules if name.startswith(("kivy.modules.", "kivy.core.clipboard"))]


# ---- the machine's environment ------------------------------------------------------------------------------------

HOSTILE = """
import os, sys, struct, ctypes
os.environ["SDL_VIDEODRIVER"] = "offscreen"
from screens import app, window
from screens.window import Place
app.open_kiosk(lambda event: None, Place(540, 960, 267.0))
from kivy.config import Config
from kivy.core.window import Window
from kivy.modules import Modules
on = [name for name, module in Modules.mods.items() if module["activated"]]
print(on, Config.options("modules"), Config.get("kivy", "exit_on_escape"), sys.argv[1:])
print("evil" in Modules.mods, any("hostile" in path for path in sys.path), "evil" in sys.modules)
for code in (27, 1073741882, ord("e"), ord("q"), ord("w")):
    for modifiers in (0, 0x40, 0x400):
        event = struct.pack("<IIIBBBBiiHHI", 0x300, 0, 1, 1, 0, 0, 0, 0, code, modifiers, 0, 0)
        window._opened.sdl.SDL_PushEvent(ctypes.create_string_buffer(event.ljust(64, b"\\0"), 64))
window.step(lambda: None)
from kivy.base import EventLoop
print(EventLoop.quit, len(Window.children), type(Window).__name__)
"""


@pytest.mark.parametrize("argv", [(), ("-m", "inspector"), ("--module=console", "-f", "--save")])
def test_the_machines_environment_files_and_arguments_change_nothing(tmp_path, argv):
    home = tmp_path / "hostile"
    (home / "mods").mkdir(parents=True)
    (home / "mods" / "evil.py").write_text("def start(win, ctx):\n    win.evil = 1\ndef stop(win, ctx):\n    pass\n")
    config = "[kivy]\nexit_on_escape = 1\n[modules]\ninspector =\nkeybinding =\nevil =\n[graphics]\nfullscreen = auto\n"
    (home / "config.ini").write_text(config)
    (tmp_path / ".kivy").symlink_to(home)
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "KIVY_HOME": str(home),
        "KIVY_DATA_DIR": str(home),
        "KIVY_MODULES_DIR": str(home / "mods"),
        "KIVY_WINDOW": "pygame",
        "KIVY_TEXT": "nothing",
        "KIVY_NO_CONFIG": "",
        "KIVY_METRICS_DENSITY": "9",
        "KCFG_MODULES_INSPECTOR": "",
        "KCFG_KIVY_EXIT_ON_ESCAPE": "1",
        "KCFG_GRAPHICS_FULLSCREEN": "auto",
    }
    command = [sys.executable, "-c", HOSTILE, *argv]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [f"[] [] 0 {list(argv)}", "False False False", "False 0 WindowSDL"], ran.stdout
    assert "Traceback" not in ran.stderr
