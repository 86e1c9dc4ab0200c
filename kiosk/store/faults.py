"""SQLite's errors as ours, and which of them mean that the file itself is hurt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from kiosk.errors import StoreDamaged, StoreError, StoreFull

KEPT = "Nothing that was written before is lost."
# What a read says of a file whose bytes are not a database's: a page, the head of the file, a text that is no UTF-8.
HURT = (apsw.CorruptError, apsw.NotADBError, UnicodeDecodeError)
# What reading a hurt file for what is left in it may raise. Each means: this row or this file, and no more.
UNREADABLE = (*HURT, apsw.Error, ValueError, OverflowError)
# A read that fails stays failed, as a sector does; a write that fails says nothing of what is there.
_BAD_READS = {apsw.SQLITE_IOERR_READ, apsw.SQLITE_IOERR_SHORT_READ, apsw.SQLITE_IOERR_CORRUPTFS, apsw.SQLITE_IOERR_DATA}


@contextmanager
def translated(path: Path, hurt: Callable[[bool], None] = lambda _: None) -> Iterator[None]:
    """Raises StoreFull, StoreDamaged or StoreError instead; `hurt` is called where the file (True) or its disk failed."""
    try:
        yield
    except apsw.FullError as error:
        raise StoreFull(f"{path}: no room left. Technician: free space. {KEPT}") from error
    except HURT as error:
        hurt(True)
        raise damaged(path, error) from error
    except apsw.ConstraintError as error:
        raise StoreError(f"{path}: refused by a rule of the database ({error}). {KEPT}") from error
    except apsw.Error as error:
        if getattr(error, "extendedresult", 0) in _BAD_READS:
            hurt(True)
            raise damaged(path, error) from error
        if isinstance(error, apsw.IOError | apsw.CantOpenError | apsw.ReadOnlyError):
            hurt(False)
        raise StoreError(f"{path}: {error}. Technician: check the disk. {KEPT}") from error


def damaged(path: Path, what: object) -> StoreDamaged:
    """What a person reads of a file that is hurt."""
    return StoreDamaged(f"{path}: {what}. The terminal sets it aside at its start, and what can be read is kept.")


def require_whole(path: Path, connection: apsw.Connection) -> None:
    """Raises StoreDamaged where SQLite finds a fault in any page, or a row that points to nothing."""
    faults = [row[0] for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
    faults += [f"foreign key in {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
    if faults:
        raise damaged(path, "; ".join(faults))
