"""The store as a terminal's keeper gets it: whole, with a damaged file set aside, or without a disk."""

from pathlib import Path

import apsw
import structlog

from kiosk.errors import StoreDamaged, StoreError
from kiosk.ports.clock import Clock
from kiosk.store.damage import set_aside
from kiosk.store.journal.kinds import Kind
from kiosk.store.migrate import backup_of
from kiosk.store.no_disk import NoDiskStore
from kiosk.store.records import Limits
from kiosk.store.store import Store

log = structlog.get_logger()


def open_store(
    path: Path,
    short: str,
    clock: Clock,
    *,
    boot_id: str | None = None,
    limits: Limits | None = None,
    is_damaged: bool = False,
) -> Store:
    """Open or make the database at `path`; one that is damaged (or known to be), empty or gone is set aside first.

    Raises StoreError where the disk does not let us, or where the file is a newer version's.
    """

    def opened() -> Store:
        return _settled(path, Store.open(path, short, clock, boot_id=boot_id, limits=limits))

    try:
        if set_aside.finish(path) is None:  # first: it may put back the file that would be missed
            why = "empty or gone" if _is_lost(path) else "damaged while it was used" if is_damaged else None
            if why is not None:
                _say(set_aside.set_aside(path, clock.utc_now()), why)
        try:
            return opened()
        except StoreDamaged as error:
            _say(set_aside.set_aside(path, clock.utc_now()), str(error))
        return opened()
    except OSError as error:
        raise StoreError(f"{path}: {error}. Technician: check the disk. What lies there is left alone.") from error


def open_or_go_without(path: Path, short: str, clock: Clock, *, is_damaged: bool = False) -> Store:
    """The same; where the disk itself refuses, a store that takes nothing in. Raises StoreError for all else."""
    try:
        return open_store(path, short, clock, is_damaged=is_damaged)
    except StoreError as error:
        if not isinstance(error.__cause__, OSError | apsw.Error):
            raise  # a newer version's file, or an update that does not fit: what is there is good, the program is not
        log.error("no disk", why=str(error))
        return NoDiskStore.begin(short, clock)


def _settled(path: Path, store: Store) -> Store:
    """Its generation is known inside and beside it, and what was set aside stands in its journal."""
    try:
        set_aside.began(path, store.begin_generation(max(0, set_aside.generation(path))))
        for each in set_aside.unnoted(path):
            store.journal(Kind.STORE, "set-aside", f"{each.number:04d}")
            set_aside.is_noted(each)
    except BaseException:
        store.close()
        raise
    return store


def _is_lost(path: Path) -> bool:
    """Whether there was a database and there is none now. SQLite would begin an empty one, with all numbers again."""
    is_empty = not path.exists() or path.stat().st_size == 0
    return is_empty and (set_aside.generation(path) >= 0 or backup_of(path).exists())


def _say(found: set_aside.SetAside, why: str) -> None:
    salvaged = found.salvaged
    log.error(
        "database set aside",
        number=found.number, why=why, saved=salvaged.saved, lost=salvaged.lost, all_read=salvaged.is_all_read,
    )  # fmt: skip
