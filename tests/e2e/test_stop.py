"""The terminal is told to stop in the middle of a visit, and is started again."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
import serial
from PIL import Image, ImageChops, ImageGrab

from kiosk.cli.bench import Bench
from kiosk.cli.walk import Walk
from tests.bench.terminal import Terminal, running, until
from tests.faults.traces import marks, people

WITHIN = 5.0
CONTENT = (0, 240, 1080, 1720)
WIRES = ("id-reader", "receipt-printer")


@pytest.mark.e2e
@pytest.mark.timeout(300)
def test_sigterm_in_a_visit_leaves_nothing_and_the_terminal_starts_again(
    far: Bench, display: str, pictures: Path
) -> None:
    person = people.of_card("elder")
    with running(far, display) as terminal:
        terminal.comes_to("attract")
        terminal.processes()
        walk = Walk(far, display, pictures / "first")
        walk.enter()
        walk.identify()
        walk.shoot("form")
        keys_change_nothing(terminal, display)

        processes = [terminal.keeper.pid, *(child.pid for child in psutil.Process(terminal.keeper.pid).children(True))]
        began = time.monotonic()
        terminal.keeper.send_signal(signal.SIGTERM)
        assert terminal.keeper.wait(WITHIN) == 0
        print(f"SIGTERM in the form: ended after {time.monotonic() - began:.2f} s")
        until(lambda: not any(map(psutil.pid_exists, processes)), "the end of every process", WITHIN)

    for wire in WIRES:
        link = far.folder / "wires" / wire
        serial.Serial(str(link), exclusive=True).close()
        assert len(holders(os.path.realpath(link))) <= 1  # the simulator itself
    assert not marks.in_files([far.folder / "state", far.folder / "terminal.log"], person)

    far.reader.ask("lift")
    with running(far, display) as terminal:
        terminal.comes_to("attract")
        walk = Walk(far, display, pictures / "second")
        walk.enter()
        walk.identify()
        assert terminal.screen() == "form"


def keys_change_nothing(terminal: Terminal, display: str) -> None:
    """A keyboard that somebody plugged in: nothing opens, nothing closes."""
    pid = terminal.on_glass()[0]
    before = content(display)
    windows = xdotool(display, "search", "--onlyvisible", "--pid", str(pid)).split()
    xdotool(display, "windowfocus", "--sync", windows[-1])
    for key in ("Escape", "F1", "alt+F4", "a"):
        xdotool(display, "key", key)
    assert terminal.target("cancel")  # the window has turned since, and answers
    assert terminal.on_glass()[0] == pid
    assert terminal.screen() == "form"
    assert ImageChops.difference(before, content(display)).getbbox() is None
    assert terminal.keeper.poll() is None


def content(display: str) -> Image.Image:
    return ImageGrab.grab(xdisplay=display).convert("RGB").crop(CONTENT)


def xdotool(display: str, *words: str) -> str:
    environment = {**os.environ, "DISPLAY": display}
    return subprocess.run(["xdotool", *words], env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def holders(device: str) -> set[int]:
    """Processes that have this device open, as far as we may look."""
    found = set()
    for number in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(number.readlink()) == device:
                found.add(int(number.parts[2]))
        except OSError:
            continue
    return found
