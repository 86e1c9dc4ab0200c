"""What a damaged file still gives: read row by row, and taken into the database that begins in its place.

The new file has the damaged one's version while it is filled, so that tables and columns are the same, and is then brought
up to date. What is damaged inside a box is found by who opens it: the sender (kiosk/backend/send.py).
"""

import functools
import operator
import os
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

import apsw

from kiosk.errors import StoreDamaged
from kiosk.store import unsent, wal
from kiosk.store.faults import UNREADABLE, translated
from kiosk.store.files import SIDES, database_files, destroy, make_private, sync_file
from kiosk.store.hurt_table import Reader
from kiosk.store.migrate import backup_of, steps, take_steps, version_of

# Counters are not needed: the next generation has numbers of its own. A hold is found out again. The journal begins anew:
# its rows are a chain, and a chain with rows missing proves nothing; the old one lies in the damaged file.
_LEFT = frozenset({"counter", "hold", "generation", "journal", "journal_anchor", "journal_day"})
_BEGUN_WITH = frozenset({"pin_gate"})  # rows that stand in every fresh file
_MENDED = "mended.db"
_PAGE = 4096
_HEAD = struct.Struct(">16sH6B9I")  # https://www.sqlite.org/fileformat2.html, section 1.3, up to the encoding


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What became of the applications that the office does not have. `lost` is what is known to be lost.

    `is_all_read`: every row could be read, so nothing else was there.
    """

    saved: int
    lost: int
    is_all_read: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """What can be read of a damaged file, the better first. `is_whole`: SQLite reads all that was written to it."""

    sources: list[apsw.Connection]
    is_whole: bool


def begin_anew(damaged: Path, fresh: Path, generation: int, now: str) -> Salvaged:
    """Make the database `fresh` with all that `damaged` gives; whole and on disk when this returns.

    Raises StoreFull or StoreError where the disk does not take it.
    """
    with translated(fresh):
        found = _opened(damaged)
        found = found if found.sources else _opened(backup_of(damaged))
        try:
            return _made(found, fresh, generation, now)
        except (apsw.ConstraintError, apsw.SQLError, StoreDamaged):  # what was read fits no newer version
            return _made(_Found([], is_whole=False), fresh, generation, now)
        finally:
            for source in found.sources:
                source.close()
            destroy(*database_files(damaged.with_name(_MENDED)))


def _made(found: _Found, fresh: Path, generation: int, now: str) -> Salvaged:
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


def _fill(found: _Found, target: apsw.Connection, now: str) -> Salvaged:
    """All rows in one transaction, the better source's first; afterwards only what is right in itself."""
    target.execute("PRAGMA foreign_keys = OFF")
    with target:
        whole = [_copy(source, target, table) for source in found.sources for table in _tables(target)]
        known = set[str]().union(*map(unsent.ids, found.sources))
        for source in found.sources:
            _copy_by_key(source, target, known)
        counted = [unsent.pages(source) for source in found.sources]
        keyed = set[str]().union(*map(unsent.with_a_key, found.sources))
        saved = unsent.settle(target, functools.reduce(operator.or_, counted), keyed, now)
        lost = known - saved - unsent.received(target)
    return Salvaged(len(saved), len(lost), all(whole) and found.is_whole)


def _opened(path: Path) -> _Found:
    """Read only, with its WAL; without it where that cannot be read. Where SQLite reads it as a whole, that is all.

    Else a copy that was forced together comes second: with a head of ours, and with all pages of a WAL that has a gap.
    Empty where SQLite sees no table in any of them.
    """
    written = wal.frames(path)
    seen = _seen(path, "mode=ro") or _seen(path, "mode=ro&immutable=1")
    if seen is not None and not wal.has_gap(written, _used(seen)):
        return _Found([seen], is_whole=True)
    forced = _seen(_forced(path), "mode=ro&immutable=1")
    return _Found([source for source in (seen, forced) if source is not None], is_whole=False)


def _used(connection: apsw.Connection) -> int:
    """How many frames of its WAL SQLite reads."""
    try:
        return int(next(iter(connection.execute("PRAGMA wal_checkpoint(NOOP)")))[1])
    except UNREADABLE:
        return 0


def _seen(path: Path | None, options: str) -> apsw.Connection | None:
    if path is None or not path.exists() or path.stat().st_size == 0:  # SQLite drops the WAL of an empty file
        return None
    connection = None
    try:
        flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        connection = apsw.Connection(f"{path.as_uri()}?{options}", flags=flags)
        connection.execute("PRAGMA writable_schema = ON; PRAGMA cell_size_check = ON").fetchall()
        if _tables(connection):
            return connection
    except UNREADABLE:
        pass
    if connection is not None:
        connection.close()
    return None


def _forced(path: Path) -> Path | None:
    """A copy with every page of the WAL in it. All that SQLite must know of a file lies in its first hundred bytes."""
    copy = path.with_name(_MENDED)
    if not path.exists():
        return None
    make_private(copy)
    shutil.copyfile(path, copy)
    with copy.open("r+b") as file:
        wal.force(path, file)
        pages = max(1, file.seek(0, os.SEEK_END) // _PAGE)
        file.truncate(pages * _PAGE)
        file.seek(0)
        file.write(_HEAD.pack(b"SQLite format 3\0", _PAGE, 1, 1, 0, 64, 32, 32, 1, pages, 0, 0, 1, 4, 0, 0, 1))
        file.seek(92)
        file.write(b"\0\0\0\1")  # for which change the page count holds: the one above
    return copy


def _known_version(source: apsw.Connection, newest: int) -> int:
    try:
        version = version_of(source)
    except UNREADABLE:
        return newest
    return version if 0 < version <= newest else newest


def _tables(connection: apsw.Connection) -> list[str]:
    return [name for name in unsent.tables(connection) if name not in _LEFT]


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
        if table not in _tables(target):
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
