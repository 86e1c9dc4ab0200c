"""Databases damaged at random: the terminal begins all the same, loses nothing that can still be read, gives no number
twice, and says truly what became of the rest.
"""

import random
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

import apsw
import pytest

from kiosk.errors import StoreError
from kiosk.store.damage import set_aside
from kiosk.store.opening import open_store
from kiosk.store.records import Limits, SealedApplication
from kiosk.store.store import Store

TODAY = date(2026, 11, 22)
TRIALS = 80
LIMITS = Limits(pending=10**6, free_bytes=0)
PAGE = 4096
WHOLE = "SELECT * FROM application WHERE id = ?"
_KEYS_OF_RECEIVED = "SELECT 1 FROM record_key JOIN application ON id = application_id WHERE receipt_number IS NOT NULL"
Row = tuple[object, ...]


@dataclass(frozen=True)
class Before:
    """A database as it was, and what it held."""

    folder: Path
    numbers: frozenset[str]
    unsent: dict[str, tuple[Row, SealedApplication]]
    received: frozenset[str]


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Before:
    """Forty applications, every third of them sent; some of it still in the WAL, as after a power cut."""
    from tests.unit.store.conftest import HandClock, make_receipt, make_taken

    live, folder = tmp_path_factory.mktemp("live") / "kiosk.db", tmp_path_factory.mktemp("before")
    chance, numbers, unsent, received = random.Random(1), set(), {}, set()
    store = open_store(live, "CJ01", HandClock(), boot_id="boot", limits=LIMITS)
    for n in range(40):
        number = store.reserve_slip_number(TODAY)
        made = make_taken(number, chance.randbytes(1500), n % 4, chance.randbytes(9000))
        ids = [str(UUID(int=chance.getrandbits(128))) for _ in range(2)]
        key = chance.randbytes(90) if n % 5 else b""  # every fifth is of an older version
        taken = replace(made, application_id=ids[0], print_id=ids[1], sealed_key=key)
        store.take_in(taken)
        numbers.add(number)
        if n % 3 == 1:
            store.record_receipt(taken.application_id, make_receipt(taken))
            received.add(taken.application_id)
        else:
            (row,) = store._database.rows(WHOLE, taken.application_id)
            unsent[taken.application_id] = (row, store.sealed(taken.application_id))
    for file in live.parent.iterdir():
        shutil.copy(file, folder)
    store.close()
    return Before(folder, frozenset(numbers), unsent, frozenset(received))


def damage(path: Path, chance: random.Random) -> str:
    """Do it some harm; what was done. A WAL that is cut off looks as after a power cut: it is not done here."""
    file = chance.choice([path, path, path, path.with_name(path.name + "-wal")])
    kind = chance.choice(
        ["bytes", "bytes", "page", "page", "zeroes", "swap", "head", "cut", "empty"][: None if file == path else 7]
    )
    content = bytearray(file.read_bytes())
    pages = max(1, len(content) // PAGE)
    for _ in range(chance.choice([1, 1, 3, 12])):
        page, other, at = (
            chance.randrange(pages) * PAGE,
            chance.randrange(pages) * PAGE,
            chance.randrange(len(content)),
        )
        where, new = {
            "bytes": (at, chance.randbytes(min(8, len(content) - at))),
            "page": (page, chance.randbytes(PAGE)),
            "zeroes": (page, bytes(PAGE)),
            "swap": (page, content[other : other + PAGE]),
            "head": (0, chance.randbytes(100)),
        }.get(kind, (0, b""))
        content[where : where + len(new)] = new
    if kind == "cut":
        del content[chance.randrange(len(content)) :]
    file.write_bytes(b"" if kind == "empty" else content)
    return f"{kind} of {file.name}"


def readable(path: Path, before: Before) -> Iterator[str]:
    """Applications of which every part can still be read, by any way that SQLite has, and is what it was."""
    with suppress(apsw.Error), closing(apsw.Connection(f"file:{path}?mode=ro", flags=_READ)) as file:
        for each, (row, was) in before.unsent.items():
            with suppress(apsw.Error, UnicodeDecodeError):
                rows = list(file.execute(WHOLE, (each,)))
                body = list(file.execute("SELECT sealed FROM body WHERE application_id = ?", (each,)))
                sql = "SELECT sha256, sealed FROM attachment WHERE application_id = ?"
                pages = dict(file.execute(sql, (each,)))
                wanted = {page.sha256: page.sealed for page in was.attachments}
                keys = list(file.execute("SELECT sealed FROM record_key WHERE application_id = ?", (each,)))
                has_key = keys == ([(was.sealed_key,)] if was.sealed_key else [])
                if rows == [row] and body == [(was.sealed_body,)] and pages == wanted and has_key:
                    yield each


_READ = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI


@pytest.mark.parametrize("half", [0, 1])
def test_random_damage_loses_nothing_that_can_be_read_and_doubles_no_number(before, clock, tmp_path, half) -> None:
    aside = saved = torn = 0
    for trial in range(half, TRIALS, 2):
        chance, folder, look = random.Random(trial), tmp_path / str(trial), tmp_path / f"look{trial}"
        shutil.copytree(before.folder, folder)
        path = folder / "kiosk.db"
        what = f"trial {trial}: {damage(path, chance)}"
        shutil.copytree(folder, look)
        still = set(readable(look / "kiosk.db", before))
        whole, number = _as_a_keeper_does(path, clock, before, what)
        found = set_aside.list_set_aside(path)
        assert still <= whole, what
        # What looks as a tail that was torn off by a power cut cannot be told from one.
        torn += (is_torn := not found and "wal" in what and whole != set(before.unsent))
        assert number not in before.numbers or is_torn, what
        for each in found:
            aside, saved = aside + 1, saved + each.salvaged.saved
            assert each.salvaged.saved >= len(whole), what
        shutil.rmtree(folder)
        shutil.rmtree(look)
    assert aside > TRIALS / 8
    assert saved > 10 * aside
    assert torn < TRIALS / 16  # the last commits of a WAL that holds four


def _as_a_keeper_does(path: Path, clock, before: Before, what: str) -> tuple[set[str], str]:
    """Open; use; where the file fails under us, open again. What can be sent as it was taken in, and the next number."""
    is_damaged = False
    while True:
        with closing(open_store(path, "CJ01", clock, boot_id="b", limits=LIMITS, is_damaged=is_damaged)) as store:
            with suppress(StoreError):
                waiting = [row.subject for row in store.due(clock.wall)]
                assert len(waiting) == len(set(waiting)), what
                assert set(waiting) <= set(before.unsent) | before.received, what
                whole = {each for each in waiting if _same(store, each, before)}
                number = store.reserve_slip_number(TODAY)
            if not store.is_hurt:
                assert not store._database.rows(_KEYS_OF_RECEIVED), what
                missing = set(before.unsent) - whole
                for each in set_aside.list_set_aside(path):
                    said = each.salvaged
                    assert not missing or said.lost or not said.is_all_read or _boxes_only(store, missing), what
                return whole, number
            assert not is_damaged, what
            is_damaged = store.is_damaged


def _same(store: Store, each: str, before: Before) -> bool:
    with suppress(StoreError, KeyError):
        found, (_, was) = store.sealed(each), before.unsent[each]
        return (found.sealed_key, found.sealed_body, set(found.attachments)) == (
            was.sealed_key,
            was.sealed_body,
            set(was.attachments),
        )
    return False


def _boxes_only(store: Store, missing: set[str]) -> bool:
    """Kept, and another content lies in a box: who opens it finds that (kiosk/backend/send.py), SQLite cannot."""
    with suppress(StoreError):
        return all(store.sealed(each) for each in missing)
    return False
