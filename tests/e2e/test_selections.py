"""What a stranger's program copied is not there for the next one: CLIPBOARD and PRIMARY of a real X server."""

import os
import subprocess
import sys

import pytest

from kiosk.cli.demo import display

pytestmark = pytest.mark.e2e

_MARK = "320699194103120249"
_STRANGER = f"""
import time
from screens import window
window.open_window(window.Place(200, 200, 100.0))
sdl = window._opened.sdl
sdl.SDL_SetClipboardText(b"{_MARK}"); sdl.SDL_SetPrimarySelectionText(b"{_MARK}")
print("copied", flush=True)
while True:
    window.step(lambda: None); time.sleep(0.02)
"""
_READER = """
import ctypes
from screens import window
window.open_window(window.Place(200, 200, 100.0, left=300))
sdl = window._opened.sdl
for call in (sdl.SDL_GetClipboardText, sdl.SDL_GetPrimarySelectionText):
    call.restype = ctypes.c_char_p
    print(repr(call().decode()), flush=True)
"""
_TERMINAL = """
import time
from screens.window import Place
from screens import app, window
from screens import bridge
kiosk = app.open_kiosk(lambda _: None, Place(400, 700, 200.0, left=600))
print(dict(kiosk.shows.forget())["clipboard"], flush=True)
while True:
    window.step(bridge.drain); time.sleep(0.02)
"""


def _start(program: str, name: str) -> "subprocess.Popen[str]":
    surroundings = {**os.environ, "DISPLAY": name, "SDL_VIDEODRIVER": "x11"}
    return subprocess.Popen(
        [sys.executable, "-c", program], env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def _said(running: "subprocess.Popen[str]") -> str:
    assert running.stdout is not None
    return running.stdout.readline().strip()


def _read(name: str) -> list[str]:
    reader = _start(_READER, name)
    out, _ = reader.communicate(timeout=30)
    return out.split()


def test_both_selections_are_empty_after_the_wipe_and_after_the_visits_process() -> None:
    with display((1080, 720)) as name:
        stranger = _start(_STRANGER, name)
        terminal = None
        try:
            assert _said(stranger) == "copied"
            assert _read(name) == [repr(_MARK)] * 2
            terminal = _start(_TERMINAL, name)
            assert _said(terminal) == "empty"
            assert _read(name) == ["''", "''"]
            terminal.kill()
            terminal.wait(10)
            assert _read(name) == ["''", "''"]
        finally:
            for each in (stranger, terminal):
                if each is not None:
                    each.kill()
                    each.communicate(timeout=10)
