"""The one connection: how the file is opened, checked, written and cleaned. No table is named here.

WAL with synchronous=FULL lost nothing in 3,000 power cuts, SQLite's own default lost the last row in 183 of 400
(docs/decisions/0003-durability.md). apsw brings its own SQLite: Debian's 3.40 has the WAL-reset race.
"""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from kiosk.errors import StoreDamaged, StoreError
from kiosk.store.damage import wal
from kiosk.store.faults import KEPT, require_whole, translated
from kiosk.store.files import destroy, make_private
from kiosk.store.migrate import backup_of, bring_up_to_date

PRAGMAS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA foreign_keys = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -512; -- kB: it is as full after an hour as after months; new rows are all that is looked at
"""
_BUSY_MS = 5000


class Database:
    """One SQLite file with one writer. Only the thread that opened it may use it.

    `is_hurt`: the file or its disk failed under us. From then on nothing is written: each call raises StoreDamaged.
    `is_damaged`: it was the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_hurt = self.is_damaged = False
        self._thread = threading.get_ident()
        in_memory = str(path) == ":memory:"
        if not in_memory:
            self._made(path)
        with translated(path):
            written = [] if in_memory else wal.frames(path)
            self._connection = apsw.Connection(str(path))
            try:
                self._connection.set_busy_timeout(_BUSY_MS)
                self._connection.execute(PRAGMAS).fetchall()
                wal.require_no_gap(path, self._connection, written)
                require_whole(path, self._connection)
                bring_up_to_date(self._connection, path)
            except BaseException:
                _close_untouched(self._connection)
                raise
        self._is_open = True

    def close(self) -> None:
        """Clean and close; may be called twice. A hurt file is left as it is."""
        self._assert_thread()
        if not self._is_open:
            return
        if not self.is_hurt:
            with suppress(StoreDamaged):  # the next start finds it too, and sets the file aside
                self.clean()
        self._is_open = False
        if self.is_hurt:
            _close_untouched(self._connection)
        else:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on disk when it ends."""
        self._assert_usable()
        with translated(self.path, self._hurts):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if isinstance(error, apsw.IOError | apsw.FullError):
                    self._take_back()
                raise

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement; its rows."""
        self._assert_usable()
        if self._connection.in_transaction:
            # `transaction` translates what goes wrong: once is enough, an accept has ten statements.
            return list(self._connection.execute(sql, values))
        with translated(self.path, self._hurts):
            return list(self._connection.execute(sql, values))

    def row(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def clean(self) -> None:
        """Take deleted content out of the WAL too: it stays there until the file is truncated."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def drop_backup(self) -> None:
        """The copy from before an update goes: the terminal has started well, or what it holds has been sent."""
        with suppress(OSError):  # a disk that does not let go of it is told by what fails next; it is tried again
            destroy(backup_of(self.path))

    def free_bytes(self) -> int:
        """Room on the file system."""
        return shutil.disk_usage(self.path.parent).free

    def _take_back(self) -> None:
        """A commit whose sync failed stands whole in the WAL all the same, and the next start would believe it, while its
        caller was told that it failed. A disk that does not let us take it back leaves it unknown, as a power cut would."""
        if str(self.path) != ":memory:":
            with suppress(OSError, apsw.Error):
                wal.cut(self.path, next(iter(self._connection.execute("PRAGMA wal_checkpoint(NOOP)")))[1])

    def _made(self, path: Path) -> None:
        try:
            make_private(path)
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be opened ({error}). Technician: check the disk and the folder's owner. {KEPT}"
            ) from error

    def _hurts(self, is_file: bool) -> None:
        self.is_hurt = True
        self.is_damaged |= is_file

    def _assert_usable(self) -> None:
        self._assert_thread()
        if self.is_hurt:
            raise StoreDamaged(
                f"{self.path}: it failed before, and is not written to until it was opened anew. "
                "Nothing that was written before is lost."
            )

    def _assert_thread(self) -> None:
        if threading.get_ident() != self._thread:
            raise RuntimeError("the store belongs to the thread that opened it")


def _close_untouched(connection: apsw.Connection) -> None:
    """Without the checkpoint that the last one to close does: a hurt file is read as it is, with its WAL."""
    with suppress(apsw.ConnectionClosedError):  # an update that did not hold has closed it
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.close()


def stamp(moment: datetime) -> str:
    """UTC text of one width; naive times are a programming error."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """What `stamp` wrote."""
    return datetime.fromisoformat(text)
