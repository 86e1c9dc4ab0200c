"""The store as the keeper uses it: all parts over one file, opened and used by one thread."""

from pathlib import Path

from kiosk.ports.clock import Clock
from kiosk.store.applications import Applications
from kiosk.store.bookings import Bookings
from kiosk.store.database import Database
from kiosk.store.drafts import Drafts
from kiosk.store.journal.keeping import Journal
from kiosk.store.outbox import Outbox
from kiosk.store.pin_gate import PinGate
from kiosk.store.records import Limits
from kiosk.store.tickets import Tickets

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Store(Applications, Outbox, Tickets, Bookings, Drafts, PinGate, Journal):
    """What this terminal remembers. Raises StoreError, StoreDamaged or StoreFull, and then has changed nothing."""

    has_disk: bool = True  # False: everything is in memory, and nothing is taken in

    @classmethod
    def open(
        cls, path: Path, short: str, clock: Clock, *, boot_id: str | None = None, limits: Limits | None = None
    ) -> "Store":
        """Open or make the database at `path`. `short` is the terminal's short name: it heads its numbers."""
        store = cls(Database(path), clock, short, boot_id or this_boot())
        store.limits = limits or Limits()
        store._database.clean()  # what was deleted just before a crash is still in the WAL
        return store

    @property
    def is_hurt(self) -> bool:
        """Whether file or disk failed under it: nothing is written any more until it is opened anew."""
        return self._database.is_hurt

    @property
    def is_damaged(self) -> bool:
        """Whether it was the file: it is set aside then, even if it passes its check (a text that is no text does)."""
        return self._database.is_damaged

    def begin_generation(self, number: int) -> int:
        """Numbers of generations before this one are not given again (kiosk/store/damage/set_aside.py). Its own number,
        which may be a later one."""
        with self._database.transaction():
            self._database.rows("UPDATE generation SET number = ? WHERE number < ?", number, number)
            return int(self._database.rows("SELECT number FROM generation")[0][0])

    def started_well(self) -> None:
        """The terminal works: the copy from before an update is not needed any more."""
        self._database.drop_backup()

    def close(self) -> None:
        """Clean and close; may be called twice."""
        self._database.close()


def this_boot() -> str:
    """The kernel's name for the time since it was switched on."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return "unknown"
