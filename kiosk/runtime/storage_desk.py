"""The database itself, as the keeper minds it: whether it still holds, what was set aside, whether the journal's chain is
whole, when an update has proven good."""

from contextlib import suppress
from pathlib import Path

import structlog

from kiosk.contract.v1 import SetAside
from kiosk.errors import StoreError
from kiosk.ports.clock import Clock
from kiosk.session.events import SetAsideSeen
from kiosk.store.damage import set_aside
from kiosk.store.journal.kinds import Kind
from kiosk.store.opening import open_store
from kiosk.store.store import Store

LOOK_EVERY = 60.0
SAY_EVERY = 86400.0  # the log: once a day, and louder when the days are over

log = structlog.get_logger()


class StorageDesk:
    """All methods run in the keeper's thread."""

    def __init__(self, store: Store, path: Path, clock: Clock) -> None:
        self._store, self._path, self._clock = store, path, clock
        self._known: tuple[set_aside.SetAside, ...] = ()
        self._look_at = clock.monotonic() + LOOK_EVERY if not store.has_disk else 0.0
        self._say_at, self._has_disk_again = 0.0, False
        self._look()
        self.journal_breaks = store.journal_breaks()  # the chain is checked at the start, before this

    @property
    def is_lost(self) -> bool:
        """Whether file or disk failed: nothing more can be written down by this keeper."""
        return self._store.is_hurt

    @property
    def is_hurt(self) -> bool:
        """Whether the keeper must let go of this store, and begin anew with what can be opened."""
        return self._store.is_hurt or self._has_disk_again

    def attracted(self) -> None:
        """The attract screen is on the glass: this start was good."""
        self._store.started_well()

    def breathe(self) -> None:
        """See what a technician released meanwhile; remind of the rest."""
        now = self._clock.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + LOOK_EVERY
        if not self._store.has_disk:
            self._has_disk_again = self._can_open()
            return
        self._look()
        if self._known and now >= self._say_at:
            self._say_at = now + SAY_EVERY
            self._remind()
        for number in set_aside.released(self._path):
            self._store.journal(Kind.STORE, "released", f"{number:04d}")
            set_aside.release_is_written_down(self._path, number)

    def seen(self) -> SetAsideSeen | None:
        """What a technician's view says of it."""
        said, now = self.said(), self._clock.utc_now()
        if said is None:
            return None
        oldest = self._known[0]
        return SetAsideSeen(
            said.count, said.saved, said.lost, said.is_all_read, oldest.days(now), oldest.days_left(now)
        )

    def said(self) -> SetAside | None:
        """What the heartbeat says of it."""
        if not self._known:
            return None
        found = [each.salvaged for each in self._known]
        return SetAside(
            count=len(found),
            oldest_at=self._known[0].at,
            saved=sum(each.saved for each in found),
            lost=sum(each.lost for each in found),
            is_all_read=all(each.is_all_read for each in found),
        )

    def _can_open(self) -> bool:
        """Whether the disk takes a database again; then the keeper begins anew with it."""
        try:
            open_store(self._path, "", self._clock).close()
        except StoreError:
            return False
        return True

    def _look(self) -> None:
        with suppress(OSError):
            self._known = set_aside.list_set_aside(self._path)

    def _remind(self) -> None:
        for each in self._known:
            left = each.days_left(self._clock.utc_now())
            say = log.warning if left else log.error
            say("damaged database kept", number=each.number, at=each.at.isoformat(), days_left=left)
