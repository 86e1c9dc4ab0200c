"""The keeper as it ships, with visits in which a storm breaks loose (storm_visit.py).

`python -m tests.faults.glass.keeper TERMINAL STATE SEED TELL`: TELL is a pipe that hears how each visit's process ended.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from kiosk.cli.keeper_process import keep
from kiosk.cli.setup import read_setup
from kiosk.runtime.link import Link, pair
from kiosk.runtime.logs import configure
from kiosk.settings.places import ROOT


class StormVisit:
    """Implements kiosk.runtime.visits.VisitProcess."""

    def __init__(self, terminal_file: Path, state: Path, seed: int, tell: int) -> None:
        ours, theirs = pair()
        command = [sys.executable, "-m", "tests.faults.glass.visit", str(terminal_file), str(state)]
        command += [str(theirs.fileno()), str(seed), str(tell)]
        self._process = subprocess.Popen(command, pass_fds=(theirs.fileno(), tell), cwd=ROOT)
        theirs.close()
        self.link, self._tell, self._is_told = Link(ours), tell, False

    def is_alive(self) -> bool:
        return self._process.poll() is None or self._ended()

    def end(self, patience: float) -> None:
        code = "late"
        try:
            self._process.wait(patience)
            code = ""
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._ended(code)

    def _ended(self, how: str = "") -> bool:
        if not self._is_told:
            self._is_told = True
            os.write(self._tell, json.dumps({"ended": how or str(self._process.returncode)}).encode() + b"\n")
        return False


def main() -> None:
    terminal_file, state, seed, tell = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    configure()
    seeds = random.Random(seed)

    def spawn() -> StormVisit:
        return StormVisit(terminal_file, state, seeds.getrandbits(32), tell)

    keep(read_setup(terminal_file, state), spawn(), spawn)


if __name__ == "__main__":
    main()
