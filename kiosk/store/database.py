"""The one connection: how the file is opened, checked, brought up to date, written and cleaned. No table is named here.

WAL with synchronous=FULL lost nothing in 3,000 power cuts, SQLite's own default lost the last row in 183 of 400
(docs/decisions/0003-durability.md). apsw brings its own SQLite: Debian's 3.40 has the WAL-reset race.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import apsw

from kiosk.contract.keyfile import sync_directory
from kiosk.errors import StoreDamaged, StoreError, StoreFull

_PRAGMAS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA foreign_keys = ON;
PRAGMA temp_store = MEMORY;
"""
_BUSY_MS = 5000
_KEPT = "Nothing that was written before is lost."


class Database:
    """One SQLite file with one writer. Only the thread that opened it may use it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = threading.get_ident()
        _make_private(path)
        with _translated(path):
            self._connection = apsw.Connection(str(path))
            self._connection.set_busy_timeout(_BUSY_MS)
            self._connection.execute(_PRAGMAS).fetchall()
            self._check()
            self._migrate()
        self._is_open = True

    def close(self) -> None:
        """Clean and close; may be called twice."""
        self._assert_thread()
        if self._is_open:
            self._is_open = False
            self.clean()
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on disk when it ends."""
        self._assert_thread()
        with _translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement; its rows."""
        self._assert_thread()
        with _translated(self.path):
            return list(self._connection.execute(sql, values))

    def row(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def clean(self) -> None:
        """Take deleted content out of the WAL too: it stays there until the file is truncated."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def free_bytes(self) -> int:
        """Room on the file system."""
        return shutil.disk_usage(self.path.parent).free

    def _assert_thread(self) -> None:
        if threading.get_ident() != self._thread:
            raise RuntimeError("the store belongs to the thread that opened it")

    def _check(self) -> None:
        rows = self._connection.execute("PRAGMA integrity_check(10)")
        self._require_whole([row[0] for row in rows if row[0] != "ok"])
        self._check_references()

    def _migrate(self) -> None:
        steps = _migrations()
        version = int(self.rows("PRAGMA user_version")[0][0])
        if version > len(steps):
            raise StoreError(f"{self.path}: written by a newer version ({version} > {len(steps)}). {_KEPT}")
        if version < len(steps):
            self._connection.execute("PRAGMA foreign_keys = OFF")  # a table that is made anew is gone for a moment
            for number in range(version, len(steps)):
                with self.transaction():
                    self._connection.execute(steps[number]).fetchall()
                    self._check_references()
                    self._connection.execute(f"PRAGMA user_version = {number + 1}")
            self._connection.execute("PRAGMA foreign_keys = ON")

    def _check_references(self) -> None:
        faults = [f"foreign key in {row[0]}" for row in self._connection.execute("PRAGMA foreign_key_check")]
        self._require_whole(faults)

    def _require_whole(self, faults: list[str]) -> None:
        if faults:
            raise StoreDamaged(
                f"{self.path}: {'; '.join(faults)}. Technician: keep a copy of the file, then restore it."
            )


def stamp(moment: datetime) -> str:
    """UTC text of one width; naive times are a programming error."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """What `stamp` wrote."""
    return datetime.fromisoformat(text)


def _migrations() -> list[str]:
    folder = resources.files("kiosk.store") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [file.read_text("utf-8") for file in files]


def _make_private(path: Path) -> None:
    """The file exists with 0600 before SQLite opens it; -wal and -shm take their mode from it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        path.chmod(0o600)
        sync_directory(path.parent)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be opened ({error}). Technician: check the disk and the folder's owner."
        ) from error


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours."""
    try:
        yield
    except apsw.FullError as error:
        raise StoreFull(f"{path}: no room left. Technician: free space. {_KEPT}") from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise StoreDamaged(f"{path}: {error}. Technician: keep a copy of the file, then restore it.") from error
    except apsw.ConstraintError as error:
        raise StoreError(f"{path}: refused by a rule of the database ({error}). {_KEPT}") from error
    except apsw.Error as error:
        raise StoreError(f"{path}: {error}. Technician: check the disk. {_KEPT}") from error
