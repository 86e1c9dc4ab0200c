"""Opening a damaged file for reading, by every way that SQLite still takes it."""

import os
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

import apsw

from kiosk.store.damage import unsent, wal
from kiosk.store.faults import UNREADABLE
from kiosk.store.files import database_files, destroy, make_private

_MENDED = "mended.db"
_PAGE = 4096
_HEAD = struct.Struct(">16sH6B9I")  # https://www.sqlite.org/fileformat2.html, section 1.3, up to the encoding


@dataclass(frozen=True, slots=True)
class Found:
    """What can be read of a damaged file, the better first. `is_whole`: SQLite reads all that was written to it."""

    sources: list[apsw.Connection]
    is_whole: bool


def tidy(path: Path) -> None:
    """The copy that was forced together goes."""
    destroy(*database_files(path.with_name(_MENDED)))


def opened(path: Path) -> Found:
    """Read only, with its WAL; without it where that cannot be read. Where SQLite reads it as a whole, that is all.

    Else a copy that was forced together comes second: with a head of ours, and with all pages of a WAL that has a gap.
    Empty where SQLite sees no table in any of them.
    """
    written = wal.frames(path)
    seen = _seen(path, "mode=ro") or _seen(path, "mode=ro&immutable=1")
    if seen is not None and not wal.has_gap(written, _used(seen)):
        return Found([seen], is_whole=True)
    forced = _seen(_forced(path), "mode=ro&immutable=1")
    return Found([source for source in (seen, forced) if source is not None], is_whole=False)


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
        if unsent.tables(connection):
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
