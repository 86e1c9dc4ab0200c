"""SIGKILL at random moments of a keeper's life, start and recovery included.

A terminal lives through `_LIVES` kills, then once to its end; then its books are checked. The hall is never hurt here,
and neither is the disk: a kill loses nothing that was written, so it says nothing about fsync (tests/faults/power.py).
"""

import random
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.faults.figures import Figure
from tests.faults.lives.forks import Forks
from tests.faults.lives.town import Books, Hall, hall

_LIVES = 25  # kills of one terminal
_PEOPLE = 2  # whom a life serves if nobody ends it
# Which line told the kill waits for, and the longest from there (seconds): born, alive, numbered, taken in, concluded,
# printed, …
MOMENTS = ((0, 0.02), (1, 0.002), (2, 0.005), (3, 0.003), (3, 0.02), (4, 0.005), (5, 0.005), (6, 0.01), (8, 0.01))
_WORKERS = 2


@dataclass(slots=True)
class Counted:
    """What all terminals together came to."""

    kills: int = 0
    whole: int = 0  # lives that were over before their kill
    admitted: int = 0
    concluded: int = 0
    applications: "Counter[str]" = field(default_factory=Counter)
    slips: "Counter[str]" = field(default_factory=Counter)


def measure(trials: int, seed: int) -> list[Figure]:
    """`trials` kills; a life that ended before its kill is no trial."""
    began = time.monotonic()
    counted = kill(trials, seed)
    seconds = time.monotonic() - began
    seen = {"admitted": counted.admitted, "concluded": counted.concluded, "kills a second": round(trials / seconds)}
    return [
        Figure("application", "SIGKILL", counted.kills, counted.applications.total(), seconds,
               detail={**seen, **counted.applications}),
        Figure("slip", "SIGKILL", counted.kills, counted.slips.total(), seconds, detail=dict(counted.slips)),
    ]  # fmt: skip


def kill(trials: int, seed: int, mutant: str = "", bugs_of_hall: tuple[str, ...] = ()) -> Counted:
    """Kill until `trials` children died by it, each terminal with the same bug planted."""
    counted, lock = Counted(), threading.Lock()
    shares = [trials // _WORKERS + (n < trials % _WORKERS) for n in range(_WORKERS)]
    with hall(*bugs_of_hall) as at, tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(_WORKERS) as pool:
        jobs = [
            pool.submit(_worker, at, Path(name), f"K{n}", share, random.Random(f"{seed}-{n}"), mutant, counted, lock)
            for n, share in enumerate(shares)
        ]
        for job in jobs:
            job.result()
    return counted


def _worker(
    at: Hall, folder: Path, name: str, share: int, chance: random.Random, mutant: str, counted: Counted,
    lock: threading.Lock,
) -> None:  # fmt: skip
    with Forks("tests.faults.lives.life") as forks:
        done = terminal = 0
        while done < share:
            books = Books(at.terminal(folder, f"{name}{terminal:05}"))
            killed, whole = _lives(forks, books, min(_LIVES, share - done), chance, mutant)
            applications, slips = books.check(at, forks)
            with lock:
                counted.kills += killed
                counted.whole += whole
                counted.admitted += len(books.admitted)
                counted.concluded += len(books.concluded)
                counted.applications += applications
                counted.slips += slips
            done, terminal = done + killed, terminal + 1


def _lives(forks: Forks, books: Books, kills: int, chance: random.Random, mutant: str) -> tuple[int, int]:
    """Kill so often, then let live. How many were killed, and how many were over before."""
    killed = whole = 0
    place = asdict(books.place)
    while killed < kills and whole < 4 * kills:
        after, longest = chance.choice(MOMENTS)
        life = forks.live(
            "tests.faults.lives.life:live", chance.random() * longest, after,
            place=place, seed=chance.getrandbits(64), people=_PEOPLE, mutant=mutant,
        )  # fmt: skip
        books.note(life)
        killed, whole = killed + life.was_killed, whole + (not life.was_killed)
    books.note(
        forks.live("tests.faults.lives.life:live", place=place, seed=chance.getrandbits(64), people=0, mutant=mutant)
    )
    return killed, whole
