"""`kiosk demo` on a display: the terminal and its bench side by side, scenes played, both ended together."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import ImageGrab

from kiosk.cli import demo
from kiosk.cli.pointer import Pointer, asked
from tests.bench.terminal import until
from tests.e2e.test_demo import of_session

BOUND = 120.0
LAPTOP = (1920, 1080)


@contextmanager
def shown(display: str, *more: str) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """A demo on this display and the folder in which its own folder will be."""
    with tempfile.TemporaryDirectory() as short:
        running = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "demo", *more],
            env={**os.environ, "DISPLAY": display, "TMPDIR": short},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield running, Path(short)
        finally:
            for pid in of_session(running.pid):
                os.kill(pid, signal.SIGKILL)
            running.wait()
            assert running.stdout is not None
            running.stdout.close()


@pytest.fixture
def laptop() -> Iterator[str]:
    with demo.display(LAPTOP) as name:
        yield name


@pytest.mark.e2e
@pytest.mark.timeout(200)
def test_terminal_and_bench_share_a_laptops_display_and_end_together(laptop: str) -> None:
    with shown(laptop) as (running, folder):
        until(lambda: _glass(folder) == "attract", "the terminal", BOUND)
        room = demo.arrange(*LAPTOP)
        until(lambda: _colours(laptop, room.left) > 100, "the panel", BOUND)
        window = asked(next(folder.glob("kiosk-demo-*/windows")), 5.0, "targets")
        wake = next(box for box in window["targets"] if box["id"] == "wake")
        assert (wake["w"], wake["h"]) == room.glass
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
        assert of_session(running.pid) == []


@pytest.mark.e2e
@pytest.mark.timeout(200)
def test_a_scene_is_played_on_a_display_by_the_pointer(laptop: str) -> None:
    with shown(laptop, "--scene", "staff-tickets") as (running, _):
        said = running.communicate(timeout=BOUND)[0].decode()
        assert running.returncode == 0, said
        assert "  gate" in said and "Staff print tickets" in said


@pytest.mark.e2e
@pytest.mark.timeout(200)
def test_a_click_in_the_panel_lays_a_card_before_the_terminal(laptop: str) -> None:
    with shown(laptop) as (_, folder):
        until(lambda: _glass(folder) == "attract", "the terminal", BOUND)
        until(lambda: _colours(laptop, demo.arrange(*LAPTOP).left) > 100, "the panel", BOUND)
        home = next(folder.glob("kiosk-demo-*"))
        hand = Pointer(home / "windows", laptop, None)
        for target in ("wake", "matter:elderly_allowance", "next", "agree"):
            hand.touch(target)
        hand.see("identity")
        hand._press({"x": demo.arrange(*LAPTOP).left + 20, "y": 100, "w": 180, "h": 50})  # the first card of the drawer
        hand.see("form")


def _glass(folder: Path) -> str:
    windows = next(folder.glob("kiosk-demo-*/windows"), None)
    return str(asked(windows, 5.0, "shown").get("screen", "")) if windows else ""


def _colours(display: str, left: int) -> int:
    """How much is to be seen where the panel stands."""
    place = ImageGrab.grab(xdisplay=display).crop((left, 0, LAPTOP[0], LAPTOP[1])).resize((130, 100))
    return len(place.getcolors(130 * 100) or ())
