"""What one durable accept costs: Store.take_in beside a bare apsw insert of the same bytes, in the same file system.

The bare insert is one row of one table in a file with the store's pragmas: no ids to check, no ledger, no journal. The two
take turns, so that whatever else the machine does falls on both; medians of each.
"""

import hashlib
import os
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import apsw

from kiosk.runtime.clock import SystemClock
from kiosk.store.records import TakenIn
from kiosk.store.store import Store
from tests.faults.figures import Figure
from tests.faults.lives.life import LIMITS, MATTER, TODAY

MOST = 1.5  # times a bare insert
BYTES = 2048
_WARM = 50
# What durability and deletion rest on, word for word the store's (kiosk/store/database.py).
_PRAGMAS = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store", "page_size", "cache_size",
            "wal_autocheckpoint")  # fmt: skip


def measure(trials: int, seed: int) -> list[Figure]:
    """`trials` of each."""
    began = time.monotonic()
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        store = Store.open(Path(name) / "kiosk.db", "CJ01", SystemClock(), boot_id="boot", limits=LIMITS)
        bare = _bare(Path(name) / "bare.db", store)
        ours, theirs = _by_turns(store, bare, chance, trials)
        store.close()
        bare.close()
    times = statistics.median(ours) / statistics.median(theirs)
    detail = {"accept ms": _ms(ours), "bare insert ms": _ms(theirs), "bytes": BYTES}
    what = f"{times:.2f} × a bare insert"
    return [
        Figure("accept", "medians, by turns", trials, 0, time.monotonic() - began, what, times <= MOST, detail=detail)
    ]


def _by_turns(
    store: Store, bare: apsw.Connection, chance: random.Random, trials: int
) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(_WARM + trials):
        taken = _application(store, chance)

        def insert(body: bytes = taken.sealed_body, key: str = taken.application_id) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO kept VALUES (?, ?)", (key, body))
            bare.execute("COMMIT")

        acts: list[tuple[list[float], Callable[[], object]]] = [
            (ours, lambda taken=taken: store.take_in(taken)), (theirs, insert),  # type: ignore[misc]
        ]  # fmt: skip
        chance.shuffle(acts)
        for seconds, act in acts:
            began = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - began)
    return ours[_WARM:], theirs[_WARM:]


def _application(store: Store, chance: random.Random) -> TakenIn:
    body = chance.randbytes(BYTES)
    number = store.reserve_slip_number(TODAY)  # a commit of its own, long before
    ids = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(2)]
    return TakenIn(
        ids[0], MATTER, number, hashlib.sha256(body).hexdigest(), body, ids[1], sealed_key=chance.randbytes(130)
    )


def _bare(path: Path, store: Store) -> apsw.Connection:
    bare = apsw.Connection(str(path))
    for pragma in _PRAGMAS:
        value = store._database.rows(f"PRAGMA {pragma}")[0][0]
        bare.execute(f"PRAGMA {pragma} = {value}").fetchall()
    bare.execute("CREATE TABLE kept (id TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    os.sync()
    return bare


def _ms(seconds: list[float]) -> float:
    return round(statistics.median(seconds) * 1000, 2)
