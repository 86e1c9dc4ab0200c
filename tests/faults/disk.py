"""The disk is filled, by any amount and at any moment, while people are served; then there is room again.

On a tmpfs of a few megabytes. Half of the terminals stop taking in while there is still room, as in the field; the other
half go on until a write fails, so that it fails everywhere. Nothing that was acknowledged may be lost; who was refused
heard that the disk is full; nobody waits for a word that never comes; with room it goes on by itself.
"""

import itertools
import os
import random
import tempfile
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from kiosk.errors import StoreFull
from tests.faults.disks.mounts import small
from tests.faults.figures import Figure
from tests.faults.lives import planted
from tests.faults.lives.forks import Forks, Life
from tests.faults.lives.life import PERSONS_PATIENCE, Keeper, Place
from tests.faults.lives.town import Books, hall

_KILOBYTES = 6 * 1024
_FILLS = 10  # of one life
_LEAST_FREE = 1024 * 1024
_LIVES = 3  # of one terminal
_FULL_FOR = 0.06  # seconds at most
_LIFE = "tests.faults.lives.life:live"


@dataclass(slots=True)
class Counted:
    """What all fills came to."""

    fills: int = 0
    admitted: int = 0
    refused: int = 0
    faults: "Counter[str]" = field(default_factory=Counter)


def measure(trials: int, seed: int) -> list[Figure]:
    """`trials` fills."""
    began = time.monotonic()
    counted, chance = Counted(), random.Random(seed)
    with tempfile.TemporaryDirectory() as name, hall() as at, Forks("tests.faults.lives.life", __name__) as forks:
        for number in itertools.count():
            if counted.fills >= trials:
                break
            with small(Path(name) / f"disk{number}", _KILOBYTES) as folder:
                least = _LEAST_FREE if number % 2 else 0
                books = Books(replace(at.terminal(folder, f"D{number:05}"), least_free=least))
                _lives(forks, books, chance, counted)
                counted.faults += books.check(at, forks)[0]
                counted.admitted += len(books.admitted)
    detail = {"admitted": counted.admitted, "refused": counted.refused, **counted.faults}
    return [
        Figure("disk", "fills", counted.fills, counted.faults.total(), time.monotonic() - began, detail=detail),
    ]


def _lives(forks: Forks, books: Books, chance: random.Random, counted: Counted) -> None:
    place = asdict(books.place)
    for _ in range(_LIVES):
        seed = chance.getrandbits(64)
        life = forks.live("tests.faults.disk:live", place=place, seed=seed)
        books.note(life)
        _count(life, counted)
    books.note(forks.live(_LIFE, place=place, seed=chance.getrandbits(64), people=0))


def _count(life: Life, counted: Counted) -> None:
    for line in life.lines():
        counted.fills += "filled" in line
        if "refused" in line:
            counted.refused += 1
            counted.faults[f"refused as {line['refused']}"] += line["refused"] != StoreFull.key
        counted.faults["does not go on with room"] += line.get("goes_on") is False
        counted.faults["waits for ever"] += line.get("stuck") is True
    counted.faults += Counter()  # only what there is


def live(told: int, place: dict[str, str], seed: int, mutant: str = "") -> None:
    """Serve while the disk is filled and emptied again and again; after each time one person more."""
    planted.plant(mutant)
    chance = random.Random(seed)
    where = Place(**place)  # type: ignore[arg-type]  # one number among the words
    keeper = Keeper(where, told, chance, wait=chance.choice((0.0, 0.005, 0.05)))
    keeper.say(alive=True)
    for number in range(_FILLS):
        over = threading.Event()
        filler = threading.Thread(target=_fill, args=(Path(where.state) / "ballast", chance.random(), number, over))
        filler.start()
        while not over.is_set():
            _serve(keeper)
        filler.join()
        keeper.say(filled=number)
        keeper.say(goes_on=_serve(keeper))
    keeper.drain()
    keeper.close()


def _serve(keeper: Keeper) -> bool:
    """One person, who must not wait for ever."""
    began = time.monotonic()
    served = keeper.serve()
    if time.monotonic() - began >= PERSONS_PATIENCE:
        keeper.say(stuck=True)
    return served


def _fill(ballast: Path, dice: float, number: int, over: threading.Event) -> None:
    """In a thread: wait a little, take all the room but a little, give it back."""
    chance = random.Random(f"{dice}-{number}")
    time.sleep(chance.random() * 0.02)
    room = os.statvfs(ballast.parent)
    left = chance.choice((0, 0, chance.randrange(4096, 300_000)))
    try:
        with ballast.open("wb") as file:
            for _ in range(max(0, room.f_bavail * room.f_frsize - left) // 4096):
                file.write(bytes(4096))
                file.flush()
    except OSError:
        pass  # somebody else took the last page: full is full
    time.sleep(chance.random() * _FULL_FOR)
    ballast.unlink()
    over.set()
