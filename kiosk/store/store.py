"""The store as the keeper uses it: all parts over one file, opened and used by one thread."""

from pathlib import Path

from kiosk.ports.clock import Clock
from kiosk.store.applications import Applications
from kiosk.store.bookings import Bookings
from kiosk.store.database import Database
from kiosk.store.drafts import Drafts
from kiosk.store.journal import Journal
from kiosk.store.outbox import Outbox
from kiosk.store.pin_gate import PinGate
from kiosk.store.records import Limits
from kiosk.store.tickets import Tickets

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Store(Applications, Outbox, Tickets, Bookings, Drafts, PinGate, Journal):
    """What this terminal remembers. Raises StoreError, StoreDamaged or StoreFull, and then has changed nothing."""

    @classmethod
    def open(
        cls, path: Path, short: str, clock: Clock, *, boot_id: str | None = None, limits: Limits | None = None
    ) -> "Store":
        """Open or make the database at `path`. `short` is the terminal's short name: it heads its numbers."""
        store = cls(Database(path), clock, short, boot_id or _this_boot())
        store.limits = limits or Limits()
        store._database.clean()  # what was deleted just before a crash is still in the WAL
        return store

    def close(self) -> None:
        """Clean and close; may be called twice."""
        self._database.close()


def _this_boot() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return "unknown"
