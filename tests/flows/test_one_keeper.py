"""One keeper to a state directory: a second would call papers unknown that are just coming out, and sweep under visits."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli.state import alone_in
from kiosk.errors import BadSettings

TERMINAL = "config/terminals/demo.toml"


def kiosk(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "kiosk", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("command", [["run", TERMINAL], ["key", "move", TERMINAL, "--to", "file"]])
def test_beside_a_terminal_that_runs_nothing_is_begun_and_nothing_is_touched(
    tmp_path: Path, command: list[str]
) -> None:
    theirs = tmp_path / "window.sock"
    theirs.touch()
    with alone_in(tmp_path):
        second = kiosk(*command, "--state", str(tmp_path))
    assert second.returncode != 0
    assert "a terminal is at work there" in second.stdout + second.stderr
    assert list(tmp_path.iterdir()) == [theirs]


def test_of_a_keeper_that_was_killed_no_lock_stays(tmp_path: Path) -> None:
    hold = (
        f"import time, pathlib\nfrom kiosk.cli.state import alone_in\nwith alone_in(pathlib.Path({str(tmp_path)!r})):\n"
    )
    hold += "    print('held', flush=True)\n    time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(BadSettings), alone_in(tmp_path):
            pass
        os.kill(first.pid, signal.SIGKILL)
    with alone_in(tmp_path):
        pass
