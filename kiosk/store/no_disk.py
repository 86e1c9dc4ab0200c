"""The store of a terminal whose disk takes nothing: in memory, so that guides and the hall's numbers are still given.

It promises nothing that has to be kept: no application, no number of our own, no draft. What is counted here (tries of a
PIN, papers) is forgotten with the process.
"""

from datetime import date
from pathlib import Path
from typing import NoReturn

from kiosk.errors import StoreError
from kiosk.ports.clock import Clock
from kiosk.store.database import Database
from kiosk.store.records import Limits, TakenIn, TicketRow
from kiosk.store.store import Store, this_boot

_WHY = "There is no disk to keep it on. Technician: check the disk. What lies on it is left alone."


class NoDiskStore(Store):
    """Takes nothing in, and says so."""

    has_disk = False

    @classmethod
    def begin(cls, short: str, clock: Clock, *, boot_id: str | None = None) -> "NoDiskStore":
        """An empty one."""
        store = cls(Database(Path(":memory:")), clock, short, boot_id or this_boot())
        store.limits = Limits()
        return store

    def require_room(self) -> None:
        raise StoreError(_WHY)

    def require_margin(self) -> None:
        raise StoreError(_WHY)

    def take_in(self, taken: TakenIn) -> NoReturn:
        raise StoreError(_WHY)

    def has_room_for_drafts(self) -> bool:
        return False

    def next_own_ticket(
        self, group: str, letter: str, business_date: date, *, request_id: str, print_id: str
    ) -> TicketRow:
        raise StoreError(_WHY)
