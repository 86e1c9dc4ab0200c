"""What a damaged file still gives: read row by row, and taken into the database that begins in its place.

The new file has the damaged one's version while it is filled, so that tables and columns are the same, and is then brought
up to date. What is damaged inside a box is found by who opens it: the sender (kiosk/backend/send.py).
"""

import functools
import operator
from dataclasses import dataclass
from pathlib import Path

import apsw

from kiosk.errors import StoreDamaged
from kiosk.store.damage import unsent
from kiosk.store.damage.hurt_file import Found, opened, tidy
from kiosk.store.damage.hurt_table import Reader
from kiosk.store.faults import UNREADABLE, translated
from kiosk.store.files import SIDES, destroy, make_private, sync_file
from kiosk.store.migrate import backup_of, steps, take_steps, version_of

# Counters are not needed: the next generation has numbers of its own. A hold is found out again. The journal begins anew:
# its rows are a chain, and a chain with rows missing proves nothing; the old one lies in the damaged file.
_LEFT = frozenset({"counter", "hold", "generation", "journal", "journal_anchor", "journal_day"})
_BEGUN_WITH = frozenset({"pin_gate"})  # rows that stand in every fresh file


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What became of the applications that the office does not have. `lost` is what is known to be lost.

    `is_all_read`: every row could be read, so nothing else was there.
    """

    saved: int
    lost: int
    is_all_read: bool


def begin_anew(damaged: Path, fresh: Path, generation: int, now: str) -> Salvaged:
    """Make the database `fresh` with all that `damaged` gives; whole and on disk when this returns.

    Raises StoreFull or StoreError where the disk does not take it.
    """
    with translated(fresh):
        found = opened(damaged)
        found = found if found.sources else opened(backup_of(damaged))
        try:
            return _made(found, fresh, generation, now)
        except (apsw.ConstraintError, apsw.SQLError, StoreDamaged):  # what was read fits no newer version
            return _made(Found([], is_whole=False), fresh, generation, now)
        finally:
            for source in found.sources:
                source.close()
            tidy(damaged)


def _made(found: Found, fresh: Path, generation: int, now: str) -> Salvaged:
    destroy(*(fresh.with_name(fresh.name + side) for side in (*SIDES, "-journal")))
    make_private(fresh)
    target = apsw.Connection(str(fresh))
    try:
        target.execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON").fetchall()
        wanted = steps()
        version = _known_version(found.sources[0], len(wanted)) if found.sources else len(wanted)
        take_steps(target, fresh, wanted[:version], version)
        salvaged = _fill(found, target, now) if found.sources else Salvaged(0, 0, is_all_read=False)
        take_steps(target, fresh, wanted[version:], len(wanted))
        target.execute("UPDATE generation SET number = ?", (generation,))
    finally:
        target.close()
    sync_file(fresh)
    return salvaged


def _fill(found: Found, target: apsw.Connection, now: str) -> Salvaged:
    """All rows in one transaction, the better source's first; afterwards only what is right in itself."""
    target.execute("PRAGMA foreign_keys = OFF")
    with target:
        whole = [
            _copy(source, target, table)
            for source in found.sources
            for table in unsent.tables(target)
            if table not in _LEFT
        ]
        known = set[str]().union(*map(unsent.ids, found.sources))
        for source in found.sources:
            _copy_by_key(source, target, known)
        counted = [unsent.pages(source) for source in found.sources]
        keyed = set[str]().union(*map(unsent.with_a_key, found.sources))
        saved = unsent.settle(target, functools.reduce(operator.or_, counted), keyed, now)
        lost = known - saved - unsent.closed(target)
    return Salvaged(len(saved), len(lost), all(whole) and found.is_whole)


def _known_version(source: apsw.Connection, newest: int) -> int:
    try:
        version = version_of(source)
    except UNREADABLE:
        return newest
    return version if 0 < version <= newest else newest


def _copy(source: apsw.Connection, target: apsw.Connection, table: str) -> bool:
    """Every row that can be read and keeps the table's rules. Whether that was all of them."""
    columns, put = _statement(target, table)
    reader = Reader(source, table, columns)
    for row in reader:
        if not _put(target, put, row):
            reader.is_whole = False
    return reader.is_whole


def _copy_by_key(source: apsw.Connection, target: apsw.Connection, ids: set[str]) -> None:
    """The same once more by the index: where a row lost its own key, the index still has it."""
    for table, key in unsent.KEYS.items():
        if table not in unsent.tables(target):
            continue
        columns, put = _statement(target, table)
        for each in ids:
            try:
                rows = list(source.execute(f"SELECT {columns} FROM {table} WHERE {key} = ?", (each,)))  # noqa: S608
            except UNREADABLE:
                continue
            for row in rows:
                _put(target, put, row)


def _statement(target: apsw.Connection, table: str) -> tuple[str, str]:
    """A table's columns, and how a row is put into it. What a fresh file begins with gives way; else the first stands."""
    info = [row[0] for row in target.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    columns = ", ".join(f'"{name}"' for name in info)
    verb = "REPLACE" if table in _BEGUN_WITH else "IGNORE"
    return columns, f'INSERT OR {verb} INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(info))})'  # noqa: S608


def _put(target: apsw.Connection, put: str, row: tuple[object, ...]) -> bool:
    try:
        target.execute(put, row)
    except (apsw.ConstraintError, apsw.MismatchError):
        return False
    return True
