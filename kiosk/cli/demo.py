"""`kiosk demo`: a whole terminal with simulated devices. With a display a person plays; without one it plays itself."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from kiosk.cli import bench
from kiosk.cli.scenes import scene_named
from kiosk.cli.walk import Walk
from kiosk.runtime.gate import PIN_FILE, write_pin
from kiosk.settings.scenes import Scene

STAFF_PIN, TECHNICIAN_PIN = "202611", "861122"  # of the demo only: every demo has a state directory of its own
_WATCHED_SPEED = 40.0  # mm of paper a second: slow enough to be watched
_FRAME = 40  # lines of the display that a desktop's bar and the panel's title may take
_LEAST, _MOST = (400, 711), (1080, 1920)  # px of the upright glass
_WIDEST_PANEL = 1440
_LOOK = 0.2

_HINTS = f"""
  演示终端已启动：左边是终端，右边是演示台（放卡、缺纸、断网都在那里）。关掉演示台窗口或按 Ctrl-C 结束。
  A demo terminal is running: the terminal on the left, its bench on the right. Close the bench, or press Ctrl-C, to end.

  屏幕四角依次点按（左上、右上、右下、左下）进入工作人员入口：
  touch the four corners in turn for the staff entry:
    取号 staff PIN {STAFF_PIN} · 维护 technician PIN {TECHNICIAN_PIN}
"""


def demo(
    out: Annotated[Path, typer.Option(help="截图与凭条的目录 / where pictures and papers go")] = Path("demo-output"),
    headless: Annotated[bool, typer.Option(help="即使有屏幕也自动演示 / play by itself even with a display")] = False,
    scene: Annotated[str, typer.Option(help="自动走一个场景（见演示台） / play this scene by itself")] = "",
) -> None:
    """演示：一台完整的终端和它的演示台 / Demo: one whole terminal and its bench."""
    wanted = scene_named(scene) if scene else None
    shown = "" if headless else os.environ.get("DISPLAY", "")
    speed = _WATCHED_SPEED if shown else 150.0
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder,
        bench.start(Path(folder), paper_speed=speed) as far,
    ):
        state = far.folder / "state"
        write_pin(state / PIN_FILE, "staff", STAFF_PIN)
        write_pin(state / PIN_FILE, "technician", TECHNICIAN_PIN)
        try:
            if shown:
                _beside(far, shown, wanted)
            else:
                _alone(far, out, wanted)
        except (RuntimeError, subprocess.SubprocessError) as error:
            log = (far.folder / "terminal.log").read_text("utf-8", "replace").splitlines()[-20:]
            typer.echo("\n".join((f"没有走完 / not finished: {error}", *log)), err=True)
            raise typer.Exit(1) from None


def _alone(far: bench.Bench, out: Path, scene: Scene | None) -> None:
    """It plays by itself on a display of its own and leaves pictures."""
    with display() as name, terminal(far, name):
        walk = Walk(far, name, out)
        said = walk.scene(scene) if scene else walk.whole_visit(lambda: _photograph_panel(far, out / "panel.png"))
    typer.echo("\n".join(said))


def _beside(far: bench.Bench, display_name: str, scene: Scene | None) -> None:
    """The terminal and its panel side by side, for a person; they end together."""
    room = arrange(*_display_size(display_name))
    _scale(far.terminal_file, room.glass)
    with terminal(far, display_name) as running, panel(far, display_name, room) as beside:
        if scene is not None:
            typer.echo("\n".join(Walk(far, display_name, None, typer.echo).scene(scene)))
            return
        typer.echo(_HINTS)
        try:
            while running.poll() is None and beside.poll() is None:
                time.sleep(_LOOK)
        except KeyboardInterrupt:
            return


class Room(NamedTuple):
    """How a display is shared, in pixels: the upright glass at the left, the panel's left edge, width and height."""

    glass: tuple[int, int]
    left: int
    width: int
    height: int


def arrange(width: int, height: int) -> Room:
    """Share a display: the glass as high as it allows, the panel in what is left beside it."""
    high = min(_MOST[1], max(_LEAST[1], height - _FRAME))
    glass = (round(high * _MOST[0] / _MOST[1]), high)
    left = glass[0] + 8
    return Room(glass, left, max(640, min(_WIDEST_PANEL, width - left)), min(1200, max(600, height - _FRAME)))


def _scale(terminal_file: Path, glass: tuple[int, int]) -> None:
    """The same millimetres on fewer pixels: everything on the glass grows smaller alike."""
    text = terminal_file.read_text("utf-8")
    for name, pixels in zip(("width_px", "height_px"), glass, strict=True):
        text = re.sub(rf"(?m)^{name} = \d+", f"{name} = {pixels}", text)
    terminal_file.write_text(text, "utf-8")


def _display_size(name: str) -> tuple[int, int]:
    said = subprocess.run(
        ["xdotool", "getdisplaygeometry"], env={**os.environ, "DISPLAY": name}, stdout=subprocess.PIPE, check=True
    ).stdout.split()
    return int(said[0]), int(said[1])


@contextmanager
def panel(far: bench.Bench, display_name: str, room: Room) -> Iterator["subprocess.Popen[bytes]"]:
    """`kiosk panel` beside the glass; ended by SIGTERM."""
    place = ("--left", str(room.left), "--width", str(room.width), "--height", str(room.height))
    with (far.folder / "panel.log").open("wb") as log:
        surroundings = {**os.environ, "DISPLAY": display_name, "SDL_VIDEODRIVER": "x11"}
        running = subprocess.Popen([*_kiosk("panel", str(far.folder)), *place], env=surroundings, stderr=log)
        try:
            yield running
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(15)


def _photograph_panel(far: bench.Bench, path: Path) -> None:
    """What the panel shows now, drawn off the screen."""
    surroundings = {**os.environ, "SDL_VIDEODRIVER": "offscreen"}
    subprocess.run(
        [*_kiosk("panel", str(far.folder)), "--picture", str(path)], env=surroundings, check=True, timeout=60
    )


@contextmanager
def display(size: tuple[int, int] = _MOST) -> Iterator[str]:
    """A virtual display of the demo's own: Xvfb chooses a free number."""
    read, write = os.pipe()
    screen = f"{size[0]}x{size[1]}x24"
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    if not number:
        raise typer.BadParameter("Xvfb 没有启动 / Xvfb did not start")
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def terminal(far: bench.Bench, display_name: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`kiosk run` on this bench and display; ended by SIGTERM, as a service is."""
    windows = far.folder / "windows"
    windows.mkdir(exist_ok=True)
    command = _kiosk("run", str(far.terminal_file), "--state", str(far.folder / "state"), "--bench", str(windows))
    with (far.folder / "terminal.log").open("wb") as log:
        # SDL must open its window on this very display, whatever the caller's own environment says of drivers.
        surroundings = {**os.environ, "DISPLAY": display_name, "SDL_VIDEODRIVER": "x11"}
        running = subprocess.Popen(command, env=surroundings, stderr=log)
        try:
            yield running
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(15)


def _kiosk(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "kiosk", *arguments]
