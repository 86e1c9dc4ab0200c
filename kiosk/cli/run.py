"""`kiosk run`: the keeper, which starts the visits. `kiosk visit` is what it starts; nobody types it."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

import structlog
import typer

import kiosk
from kiosk.cli import compose
from kiosk.cli.state import state_directory
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.keeper import Keeper
from kiosk.runtime.link import Link, pair
from kiosk.runtime.logs import configure
from kiosk.store.store import Store

_ROOT = Path(kiosk.__file__).parent.parent


class VisitChild:
    """A visit in a process of its own."""

    def __init__(self, terminal_file: Path, state: Path, bench: Path | None) -> None:
        ours, theirs = pair()
        command = [sys.executable, "-m", "kiosk", "visit", str(terminal_file), "--state", str(state)]
        command += ["--link", str(theirs.fileno())]
        if bench is not None:
            command += ["--bench", str(bench)]
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), env={**os.environ, "PYTHONPATH": path})
        theirs.close()
        self.link = Link(ours)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self, patience: float) -> None:
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def run(
    terminal_file: Annotated[Path, typer.Argument(help="终端文件 / terminal file (config/terminals/…toml)")],
    state: Annotated[Path | None, typer.Option(help="状态目录 / state directory")] = None,
    bench: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """运行终端 / Run the terminal."""
    configure()
    setup = compose.read_setup(terminal_file, state_directory(state))
    clock = SystemClock()
    store = Store.open(setup.state / "kiosk.db", setup.terminal.terminal.short, clock)
    try:
        for row in store.recover_prints():
            structlog.get_logger().warning("print interrupted", state=row.state.value, kind=row.kind)
        for application_id in store.unconcluded():
            store.conclude(application_id)
        keeper = Keeper(
            spawn=lambda: VisitChild(terminal_file, setup.state, bench),
            clock=clock,
            seal_to=compose.seal_key(setup.state)[1],
            desks=lambda keeper: compose.desks(setup, store, clock, keeper),
            journal=store.journal,
            test_paper=compose.test_paper(setup, store, clock),
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: keeper.stop())
        keeper.run()
    finally:
        store.close()


def visit(
    terminal_file: Annotated[Path, typer.Argument()],
    link: Annotated[int, typer.Option()],
    state: Annotated[Path, typer.Option()],
    bench: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """由 kiosk run 启动 / started by `kiosk run`."""
    from kiosk.cli.visit_process import live  # imports Kivy: not before this process is known to be a visit

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the keeper decides
    configure()
    logging.getLogger("PIL").setLevel(logging.WARNING)
    threading.current_thread().name = "window"
    live(compose.read_setup(terminal_file, state), Link(socket.socket(fileno=link)), bench)
