"""A hall on loopback for the harnesses, terminals' state folders, and the books: what was said against what is."""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kiosk.contract.keyfile import write_key_file
from kiosk.contract.sealing import new_keypair
from tests.faults.lives.forks import Forks, Life
from tests.faults.lives.life import Place

_ROOT = Path(__file__).parents[3]
_IN_MEMORY = Path("/dev/shm")  # the hall is not under test: its disk is quick


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall that serves; `folder` has its database."""

    folder: Path
    url: str
    token: str
    key: str

    def terminal(self, folder: Path, short: str) -> Place:
        """A fresh terminal's state below `folder`."""
        state = folder / short
        state.mkdir(mode=0o700)
        private, public = new_keypair()
        write_key_file(state / "sender.key", private)
        return Place(str(state), short, self.url, self.token, self.key, public.hex(), str(self.folder))

    def arrived(self, short: str) -> list[tuple[str, str, str]]:
        """(id, slip number, the hall's number) of what came from the terminal with this short name."""
        rows = [json.loads(line) for line in _lines(self.folder / "arrived")]
        return [
            (row["id"], row["slip_number"], row["number"]) for row in rows if row["slip_number"].startswith(f"{short}-")
        ]


@contextmanager
def hall(*bugs: str) -> Iterator[Hall]:
    """tests/faults/lives/small_hall.py as a program of its own."""
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY) as name:
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.lives.small_hall", name, *bugs],
            stdout=subprocess.PIPE, text=True, cwd=_ROOT,
        )  # fmt: skip
        assert program.stdout is not None
        try:
            ready = json.loads(program.stdout.readline())
            yield Hall(Path(name), f"http://127.0.0.1:{ready['port']}", "token", ready["public_key"])
        finally:
            program.kill()
            program.wait(timeout=10)
            program.stdout.close()


@dataclass(slots=True)
class Books:
    """What one terminal's screens said, over all its lives; `faults` counts what does not fit, by cause."""

    place: Place
    numbered: dict[str, str] = field(default_factory=dict)  # application id → the slip number that it was given
    admitted: dict[str, str] = field(default_factory=dict)  # application id → slip number
    concluded: dict[str, tuple[str, str]] = field(default_factory=dict)  # application id → word, number
    crashed: int = 0

    def note(self, life: Life) -> None:
        """One life's screens. A child that died by anything but our hand crashed."""
        self.crashed += life.status not in (0, -9) and not life.was_cut
        for line in life.lines():
            if "numbered" in line:
                self.numbered[line["numbered"]] = line["slip"]
            elif "admitted" in line:
                self.admitted[line["admitted"]] = line["slip"]
            elif "concluded" in line:
                self.concluded[line["concluded"]] = (line["word"], line["number"])

    def check(self, hall: Hall, forks: Forks) -> tuple["Counter[str]", "Counter[str]"]:
        """Faults of applications and of slips, once the terminal has drained."""
        arrived = hall.arrived(self.place.short)
        ids = sorted({*self.numbered, *(row[0] for row in arrived)})
        audit = forks.live("tests.faults.lives.life:audit", place=asdict(self.place), ids=ids)
        known = {line["id"]: line for line in audit.lines()}
        applications = self._applications(arrived, known)
        applications["crashed"] = self.crashed + (audit.status != 0)
        return +applications, +self._slips(known)

    def _applications(self, arrived: list[tuple[str, str, str]], known: dict[str, Any]) -> "Counter[str]":
        faults: Counter[str] = Counter()
        at_hall = {row[0]: row for row in arrived}
        faults["submitted twice"] = sum(n - 1 for n in Counter(row[1] for row in arrived).values())
        faults["number twice"] = len(self.numbered) - len(set(self.numbered.values()))
        for application_id, slip in self.admitted.items():
            if at_hall.get(application_id, ("", ""))[1] != slip:
                faults["lost"] += 1
            elif "error" in known.get(application_id, {"error": ""}):
                faults["forgotten here"] += 1
        kept = {id_ for id_, line in known.items() if "number" in line}
        faults["kept and never sent"] = len(kept - set(at_hall) - set(self.admitted))
        for application_id, (word, number) in self.concluded.items():
            row = known.get(application_id, {})
            faults["word changed"] += (row.get("word"), row.get("number")) != (word, number)
            hallside = at_hall.get(application_id, ("", "", ""))[2]
            faults["claimed without the hall"] += word != "kept" and number != hallside
        return faults

    def _slips(self, known: dict[str, Any]) -> "Counter[str]":
        """Every application that was taken in has a paper with its number; a second one says 补打."""
        faults: Counter[str] = Counter()
        papers = [json.loads(line) for line in _lines(self.place.papers)]
        first = Counter(paper["number"] for paper in papers if not paper["again"])
        out = {paper["number"] for paper in papers}
        faults["doubled without 补打"] = sum(n - 1 for n in first.values())
        wanted = {line["number"] for id_, line in known.items() if id_ in self.admitted and "number" in line}
        faults["missing"] = len(wanted - out)
        return faults


def _lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines() if file.exists() else []
