"""`kiosk demo`: a whole terminal with simulated devices. With a display a person plays; without one it plays itself."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli import bench
from kiosk.cli.walk import Walk
from kiosk.runtime.gate import PIN_FILE, write_pin

STAFF_PIN, TECHNICIAN_PIN = "202611", "861122"  # of the demo only: every demo has a state directory of its own

_HINTS = f"""
  演示终端已启动。设备都是仿真的，在这里输入字母再按回车：
  A demo terminal is running. Its devices are simulated; type a letter here and press Enter:

    c  放上身份证（85 岁的王秀英，虚构）   lay the card of an invented woman of 85
    o  放上另一个人的身份证               lay another person's card
    l  拿走身份证                         lift the card
    p  打印机缺纸      f  装纸            run out of paper / refill
    d  后台断开        u  后台恢复        backend down / up
    q  退出                               quit

  屏幕四角依次点按（左上、右上、右下、左下）进入工作人员入口：
  touch the four corners in turn for the staff entry:
    取号 staff PIN {STAFF_PIN} · 维护 technician PIN {TECHNICIAN_PIN}
"""


def demo(
    out: Annotated[Path, typer.Option(help="截图与凭条的目录 / where pictures and papers go")] = Path("demo-output"),
    headless: Annotated[bool, typer.Option(help="即使有屏幕也自动演示 / play by itself even with a display")] = False,
) -> None:
    """演示：一台完整的终端 / Demo: one whole terminal."""
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder, bench.start(Path(folder)) as far:
        state = far.folder / "state"
        write_pin(state / PIN_FILE, "staff", STAFF_PIN)
        write_pin(state / PIN_FILE, "technician", TECHNICIAN_PIN)
        if os.environ.get("DISPLAY") and not headless:
            with terminal(far, os.environ["DISPLAY"]) as running:
                _play(far, running)
            return
        try:
            with display() as name, terminal(far, name):
                said = Walk(far, name, out).whole_visit()
        except RuntimeError as error:
            log = (far.folder / "terminal.log").read_text("utf-8", "replace").splitlines()[-20:]
            typer.echo("\n".join((f"没有走完 / not finished: {error}", *log)), err=True)
            raise typer.Exit(1) from None
        typer.echo("\n".join(said))


@contextmanager
def display() -> Iterator[str]:
    """A virtual display of the demo's own: Xvfb chooses a free number."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1080x1920x24", "-nolisten", "tcp", "-noreset"]
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
    command = [sys.executable, "-m", "kiosk", "run", str(far.terminal_file), "--state", str(far.folder / "state")]
    with (far.folder / "terminal.log").open("wb") as log:
        # SDL must open its window on this very display, whatever the caller's own environment says of drivers.
        surroundings = {**os.environ, "DISPLAY": display_name, "SDL_VIDEODRIVER": "x11"}
        running = subprocess.Popen([*command, "--bench", str(windows)], env=surroundings, stderr=log)
        try:
            yield running
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(15)


def _play(far: bench.Bench, running: "subprocess.Popen[bytes]") -> None:
    """A person plays; this is her other pair of hands. Ends by q, Ctrl-C, or when the terminal ends."""
    typer.echo(_HINTS)
    hands = {
        "c": lambda: far.reader.ask("lay", card="elder"),
        "o": lambda: far.reader.ask("lay", card="elder2"),
        "l": lambda: far.reader.ask("lift"),
        "p": lambda: far.printer.ask("paper", state="out"),
        "f": lambda: far.printer.ask("paper", state="ok"),
        "d": lambda: far.hall.ask("mode", mode="500"),
        "u": lambda: far.hall.ask("mode", mode="ok"),
    }
    if not sys.stdin.isatty():
        running.wait()
        return
    try:
        for line in sys.stdin:
            letter = line.strip().lower()
            if letter == "q" or running.poll() is not None:
                return
            if letter in hands:
                hands[letter]()
    except KeyboardInterrupt:
        return
