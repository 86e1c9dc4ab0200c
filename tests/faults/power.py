"""Power cuts: an ext4 in memory is shut down in the middle of a keeper's life, mounted anew, and the books are checked.

The kernel's own page cache and journal decide what was on the disk (EXT4_IOC_SHUTDOWN without a flush of the log). What a
disk does that lies about its flush is not seen here: docs/decisions/0003-durability.md. Every tenth cut falls into the
writing of a key file and of pins.json instead.
"""

import hashlib
import itertools
import os
import random
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from argon2 import PasswordHasher

from kiosk.contract.keyfile import read_key_file, write_key_file
from kiosk.errors import BadSettings
from kiosk.runtime import gate
from tests.faults.disks.mounts import Ext4, ext4
from tests.faults.figures import Figure
from tests.faults.kill import MOMENTS
from tests.faults.lives import planted
from tests.faults.lives.forks import Forks, Life
from tests.faults.lives.town import Books, hall

_CUTS = 20  # of one terminal
_FILES_EVERY = 10
_LIFE, _FILES = "tests.faults.lives.life:live", "tests.faults.power:write_files"


@dataclass(slots=True)
class Counted:
    """What all cuts came to."""

    cuts: int = 0
    admitted: int = 0
    files: int = 0  # cuts while files were written
    faults: "Counter[str]" = field(default_factory=Counter)


def measure(trials: int, seed: int) -> list[Figure]:
    """`trials` cuts."""
    began = time.monotonic()
    counted = cut(trials, seed)
    seconds = time.monotonic() - began
    detail = {"admitted": counted.admitted, "in key files and pins": counted.files,
              "cuts a second": round(counted.cuts / seconds), **counted.faults}  # fmt: skip
    what = "power cuts (ext4)"
    return [Figure("application", what, counted.cuts, counted.faults.total(), seconds, detail=detail)]


def cut(trials: int, seed: int, mutant: str = "", files_every: int = _FILES_EVERY) -> Counted:
    """Cut so often, with the bug of that name planted; every `files_every`th while files are written."""
    counted, chance = Counted(), random.Random(seed)
    with tempfile.TemporaryDirectory() as name, hall() as at, Forks("tests.faults.lives.life", __name__) as forks:
        terminals = itertools.count()
        while counted.cuts < trials:
            number = next(terminals)
            with ext4(Path(name) / f"disk{number}") as disk:
                books = Books(at.terminal(disk.folder, f"P{number:05}"))
                os.sync()  # the folder and the key were there before the first life
                _lives(forks, disk, books, min(_CUTS, trials - counted.cuts), chance, mutant, counted, files_every)
                applications, slips = books.check(at, forks)
                counted.faults += applications + slips
                counted.admitted += len(books.admitted)
    return counted


def _lives(
    forks: Forks, disk: Ext4, books: Books, cuts: int, chance: random.Random, mutant: str, counted: Counted,
    files_every: int,
) -> None:  # fmt: skip
    place, files = asdict(books.place), disk.folder / "files"
    files.mkdir(exist_ok=True)
    os.sync()
    for number in range(cuts):
        after, longest = chance.choice(MOMENTS)
        moment = {"seconds": chance.random() * longest, "after": after, "cut": disk.folder}
        is_files = number % files_every == files_every - 1
        if is_files:
            life = forks.live(_FILES, **moment, folder=str(files), mutant=mutant)  # type: ignore[arg-type]
        else:
            life = forks.live(_LIFE, **moment, place=place, seed=chance.getrandbits(64), people=2, mutant=mutant)  # type: ignore[arg-type]
        disk.unmount()
        disk.mount()
        counted.cuts += 1
        if is_files:
            counted.files += 1
            counted.faults += _hurt(files, life)
        else:
            books.note(life)
    books.note(forks.live(_LIFE, place=place, seed=chance.getrandbits(64), people=0, mutant=mutant))


def write_files(told: int, folder: str, mutant: str = "") -> None:
    """A child's whole life: a key and a PIN, again and again; each is told when it is begun and when it is durable."""
    planted.plant(mutant)
    gate.PasswordHasher = lambda: PasswordHasher(1, 8, 1)  # type: ignore[assignment,misc]  # strong hashes take longer than a trial
    key, pins = Path(folder) / "sender.key", Path(folder) / gate.PIN_FILE
    for count in itertools.count(time.time_ns()):
        fresh = hashlib.sha256(str(count).encode()).digest()
        os.write(told, b'{"begun": "%s"}\n' % fresh.hex().encode())
        write_key_file(key, fresh)
        gate.write_pin(pins, "technician", f"{count % 10**6:06}")
        held = hashlib.sha256(pins.read_bytes()).hexdigest()
        os.write(told, b'{"done": "%s", "pins": "%s"}\n' % (fresh.hex().encode(), held.encode()))


def _hurt(folder: Path, life: Life) -> "Counter[str]":
    """The key is the last that was durable or the one that was begun after it; the PINs alike, and both are whole."""
    faults: Counter[str] = Counter()
    begun = [line["begun"] for line in life.lines(late=True) if "begun" in line]
    done = [line for line in life.lines() if "done" in line]
    if not done:
        return faults
    allowed = {done[-1]["done"], *begun[len(done) :]}
    try:
        faults["key file of before"] = read_key_file(folder / "sender.key").hex() not in allowed
    except BadSettings:
        faults["key file torn or gone"] = 1
    pins = folder / gate.PIN_FILE
    whole = pins.exists() and set(gate._read(pins)) == {"technician"}
    faults["pins.json torn or gone"] = not whole
    if whole and len(begun) == len(done):
        faults["pins.json of before"] = hashlib.sha256(pins.read_bytes()).hexdigest() != done[-1]["pins"]
    return +faults
