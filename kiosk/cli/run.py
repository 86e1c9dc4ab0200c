"""`kiosk run`: the keeper, which starts the visits (`kiosk visit`, visit_process.py)."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.setup import Setup, read_setup
from kiosk.cli.state import alone_in, state_directory
from kiosk.runtime import leftovers
from kiosk.runtime.link import Link, pair
from kiosk.runtime.logs import configure
from kiosk.runtime.private_temp import PrivateTemp
from kiosk.settings.places import ROOT

_PATIENCE = 10  # seconds for a visit to read what it is told: one that hangs must not hang its keeper


class VisitChild:
    """A visit in a process of its own."""

    def __init__(self, terminal_file: Path, state: Path, bench: Path | None) -> None:
        ours, theirs = pair()
        command = [sys.executable, "-m", "kiosk", "visit", str(terminal_file), "--state", str(state)]
        command += ["--link", str(theirs.fileno())]
        if bench is not None:
            command += ["--bench", str(bench)]
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._temp = PrivateTemp(state)
        surroundings = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(self._temp.path)}
        self._process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), env=surroundings)
        theirs.close()
        self.link = Link(ours, _PATIENCE)

    def is_alive(self) -> bool:
        lives = self._process.poll() is None
        if not lives:
            self._temp.remove()
        return lives

    def end(self, patience: float) -> None:
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._temp.remove()


def run(
    terminal_file: Annotated[Path, typer.Argument(help="终端文件 / terminal file (config/terminals/…toml)")],
    state: Annotated[Path | None, typer.Option(help="状态目录 / state directory")] = None,
    bench: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """运行终端 / Run the terminal."""
    configure()
    setup = read_setup(terminal_file, state_directory(state))
    with alone_in(setup.state):
        _run(setup, terminal_file, bench)


def _run(setup: Setup, terminal_file: Path, bench: Path | None) -> None:
    def spawn() -> VisitChild:
        return VisitChild(terminal_file, setup.state, bench)

    swept = leftovers.sweep(setup.state)
    # A visit takes longer to come up than the keeper: it begins while the keeper's own parts are still imported.
    first = spawn()
    try:
        from kiosk.cli.keeper_process import keep

        keep(setup, first, spawn, swept)
    finally:
        first.link.close()  # of a keeper that could not begin, no visit stays behind
