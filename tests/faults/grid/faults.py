"""The hands behind the faults: ops of the benches stand in the data, what no op can do stands here by its name."""

import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from kiosk.session.model import State
from tests.faults.grid.terminal import GridTerminal
from tests.flows.terminal import eventually

Hand = Callable[[GridTerminal], object]


def _point_camera(t: GridTerminal, folder: Path) -> None:
    if t.camera.is_symlink():
        t.camera.unlink()
    t.camera.symlink_to(folder)


def _empty(t: GridTerminal) -> None:
    folder = t.bench.folder / "no-pages"
    folder.mkdir(exist_ok=True)
    _point_camera(t, folder)


def _dark(t: GridTerminal) -> None:
    import cv2
    import numpy

    folder = t.bench.folder / "dark-pages"
    folder.mkdir(exist_ok=True)
    cv2.imwrite(str(folder / "0.png"), numpy.zeros((720, 1280, 3), numpy.uint8))
    _point_camera(t, folder)


def _broken_pictures(t: GridTerminal) -> None:
    folder = t.bench.folder / "broken-pages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "0.jpg").write_bytes(b"no picture at all")
    _point_camera(t, folder)


def _camera_back(t: GridTerminal) -> None:
    _point_camera(t, t.bench.pages)


def _camera_gone(t: GridTerminal) -> None:
    if t.camera.is_symlink():
        t.camera.unlink()


def _card_away(t: GridTerminal) -> None:
    """The card is taken, and stays away longer than a card may."""
    there = t.here.visit.session.proof.there
    t.bench.reader.ask("lift")
    if there:
        reads = t.at not in (State.ATTRACT, State.HOME, State.GUIDE)
        if reads:
            t.session_has(lambda session: not session.proof.there)
    t.pass_time(11)
    t.settle()


def _wrong_by(days: int) -> Hand:
    return lambda t: setattr(t.clock, "wrong_by", timedelta(days=days))


def _kill_sender(t: GridTerminal) -> None:
    eventually(t.kill_sender)


def _nothing(t: GridTerminal) -> None:
    """It mends itself, or there is nothing to mend."""


# fault → (how it is made, how it is mended)
SPECIAL: Mapping[str, tuple[Hand, Hand]] = {
    "card-away": (_card_away, _nothing),
    "camera-unplugged": (_camera_gone, _camera_back),
    "camera-no-picture": (_empty, _camera_back),
    "camera-broken-picture": (_broken_pictures, _camera_back),
    "camera-dark": (_dark, _camera_back),
    "store-nearly-full": (lambda t: t.budget(True), lambda t: t.budget(False)),
    "store-disk-full": (
        lambda t: (t.disk("VACUUM"), t.disk("PRAGMA max_page_count = 1")),
        lambda t: t.disk("PRAGMA max_page_count = 1073741823"),
    ),
    "store-read-only": (lambda t: t.disk("PRAGMA query_only = ON"), lambda t: t.disk("PRAGMA query_only = OFF")),
    "visit-killed": (GridTerminal.kill_visit, _nothing),
    "window-broken": (GridTerminal.break_window, _nothing),
    "keeper-stopped": (GridTerminal.restart, _nothing),
    "keeper-killed": (GridTerminal.kill_keeper, _nothing),
    "power-cut": (GridTerminal.cut_power, _nothing),
    "sender-killed": (_kill_sender, _nothing),
    "clock-ahead": (_wrong_by(7), _wrong_by(0)),
    "clock-behind": (_wrong_by(-7), _wrong_by(0)),
}  # fmt: skip
