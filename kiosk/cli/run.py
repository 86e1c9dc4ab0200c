"""`kiosk run`: the keeper, which starts the visits (`kiosk visit`, visit_process.py)."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer

from kiosk.cli import keeper_parts
from kiosk.cli.setup import read_setup
from kiosk.cli.state import state_directory
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.keeper import Keeper
from kiosk.runtime.link import Link, pair
from kiosk.runtime.logs import configure
from kiosk.settings.places import ROOT
from kiosk.store.store import Store


class VisitChild:
    """A visit in a process of its own."""

    def __init__(self, terminal_file: Path, state: Path, bench: Path | None) -> None:
        ours, theirs = pair()
        command = [sys.executable, "-m", "kiosk", "visit", str(terminal_file), "--state", str(state)]
        command += ["--link", str(theirs.fileno())]
        if bench is not None:
            command += ["--bench", str(bench)]
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
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
    setup = read_setup(terminal_file, state_directory(state))
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
            seal_to=keeper_parts.seal_key(setup.state)[1],
            desks=lambda keeper: keeper_parts.desks(setup, store, clock, keeper),
            journal=store.journal,
            test_paper=keeper_parts.test_paper(setup, store, clock),
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: keeper.stop())
        keeper.run()
    finally:
        store.close()
