"""Every call by which a commit reaches the disk, one after the other: killed there, failed with EIO, failed with ENOSPC."""

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.faults.disks import commits
from tests.faults.disks.traced import FAULTS, counted, counting, hurting
from tests.faults.figures import Figure
from tests.faults.lives.forks import Forks

_WORKERS = 2
_IMPORTS = ("tests.faults.lives.life", "tests.faults.disks.commits", "tests.faults.disks.traced")


@dataclass(frozen=True, slots=True)
class Point:
    """One call of one commit, and what is done to it there."""

    commit: str
    call: str
    when: int
    fault: str


def measure(trials: int, seed: int) -> list[Figure]:
    """The first `trials` commits of disks/commits.py (ten or more: all), exhaustively; `seed` changes nothing."""
    names = list(commits.COMMITS) if trials >= 10 else list(commits.COMMITS)[:trials]
    began = time.monotonic()
    done, faults = hurt(names)
    by_fault = Counter(point.fault.partition("=")[2] for point in done)
    detail = {"commits": len(names), **by_fault, **faults}
    return [
        Figure("syscalls", "points", len(done), faults.total(), time.monotonic() - began, detail=detail),
    ]


def hurt(names: list[str], mutant: str = "", every: int = 1) -> tuple[list[Point], "Counter[str]"]:
    """Every `every`th point of these commits, and what did not hold afterwards, by place and cause."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_WORKERS) as pool:
        room = Path(folder)
        with Forks(*_IMPORTS) as forks:
            points = [point for name in names for point in _points(forks, room, name, mutant)]
        points = points[::every]
        shares = [pool.submit(_share, room, number, points[number::_WORKERS], mutant) for number in range(_WORKERS)]
        faults: Counter[str] = sum((share.result() for share in shares), Counter())
    return points, faults


def _points(forks: Forks, room: Path, name: str, mutant: str) -> Iterator[Point]:
    """Every call that the commit makes, once it is counted."""
    template = _template(room, name)
    template.mkdir()
    commits.prepare(template, name)
    folder, log = room / "counted", room / "log"
    shutil.copytree(template, folder)
    life = forks.live(
        "tests.faults.disks.commits:act", folder=str(folder), name=name, trace=counting(log), mutant=mutant
    )
    assert life.status == 0, f"{name} fails without a fault: {life}"
    shutil.rmtree(folder)
    for call, count in counted(log).items():
        for when in range(1, count + 1):
            for fault in FAULTS:
                yield Point(name, call, when, fault)


def _share(room: Path, number: int, points: list[Point], mutant: str) -> "Counter[str]":
    faults: Counter[str] = Counter()
    folder = room / f"at{number}"
    with Forks(*_IMPORTS) as forks:
        for point in points:
            shutil.copytree(_template(room, point.commit), folder)
            faults.update(_at(forks, folder, point, mutant))
            shutil.rmtree(folder)
    return faults


def _at(forks: Forks, folder: Path, point: Point, mutant: str) -> Iterator[str]:
    trace = hurting(point.call, point.fault, point.when)
    life = forks.live(
        "tests.faults.disks.commits:act", folder=str(folder), name=point.commit, trace=trace, mutant=mutant
    )
    where = f"{point.commit}, {point.call} {point.fault.partition('=')[2]}"
    if point.fault == "signal=KILL":
        if not life.was_killed:
            yield f"{where}: not killed"
    elif life.status != 0:
        yield f"{where}: died ({life.status})"
    outcomes = {what: outcome for line in life.lines() for what, outcome in line.items()}
    audit = forks.live("tests.faults.disks.commits:audit", folder=str(folder), name=point.commit, outcomes=outcomes)
    if audit.status != 0:
        yield f"{where}: the audit died"
    for line in audit.lines():
        yield f"{where}: {line['fault'].replace(str(folder), 'STATE')}"


def _template(room: Path, name: str) -> Path:
    return room / name.replace(" ", "-")
