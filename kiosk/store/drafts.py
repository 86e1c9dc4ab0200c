"""Drafts: what residents had kept of applications that they have not finished. Only the card that shut one opens it.

Each is thrown away after some days, as counted, not as dated: within one boot by the monotonic clock, across a restart by
the wall clock, and a wall clock that went back counts as no time at all. It can make a draft live longer by as much as the
terminal was switched off, and never for ever.
"""

import os

from kiosk.errors import StoreFull
from kiosk.store.database import moment
from kiosk.store.journal.kinds import Kind
from kiosk.store.part import Part
from kiosk.store.records import Limits

LARGEST = 6 * 1024 * 1024  # bytes of one box: what a visit may put into it, sealed, stays below
_DAY = 86_400.0


class Drafts(Part):
    """At most one draft for each card and matter. The journal hears what became of one, and never of which."""

    limits: Limits

    def draft_salt(self) -> bytes:
        """This terminal's salt, 32 bytes; made when first asked for."""
        with self._database.transaction():
            self._database.rows("INSERT OR IGNORE INTO draft_salt VALUES (1, ?)", os.urandom(32))
            row = self._database.row("SELECT salt FROM draft_salt")
        return bytes(row[0]) if row else b""

    def has_room_for_drafts(self) -> bool:
        """Drafts stop long before applications do: they must not take the room that those need."""
        return self._database.free_bytes() >= 2 * self.limits.free_bytes

    def keep_draft(self, tag: bytes, matter: str, sealed: bytes, most: int) -> None:
        """Keep it, in place of an earlier one of the same tag; on disk when this returns. Raises StoreFull.

        Of more than `most` the oldest go.
        """
        if len(sealed) > LARGEST:
            raise StoreFull(f"A draft of {len(sealed)} bytes is too large. It was not kept.")
        if not self.has_room_for_drafts():
            raise StoreFull("The disk is nearly full. The draft was not kept. Technician: free space.")
        with self._database.transaction():
            self._count_on()
            self._delete("tag = ?", "replaced", tag)
            self._delete("tag IN (SELECT tag FROM draft ORDER BY age LIMIT -1 OFFSET ?)", "crowded-out", most - 1)
            self._database.rows(
                "INSERT INTO draft (tag, matter, sealed, made_at) VALUES (?, ?, ?, ?)", tag, matter, sealed, self._now()
            )
            self._note(Kind.DRAFT, "kept")
        self._database.clean()

    def draft(self, tag: bytes, matter: str) -> bytes | None:
        """The box under this tag."""
        row = self._database.row("SELECT sealed FROM draft WHERE tag = ? AND matter = ?", tag, matter)
        if row is None:
            return None
        self.journal(Kind.DRAFT, "fetched")
        return bytes(row[0])

    def destroy_draft(self, tag: bytes) -> None:
        """It is gone, from the log of the database too; nothing where there is none."""
        with self._database.transaction():
            gone = self._delete("tag = ?", "destroyed", tag)
        if gone:
            self._database.clean()

    def expire_drafts(self, days: int) -> int:
        """Throw away what is older than `days`; how many that were."""
        if self._database.row("SELECT 1 FROM draft LIMIT 1") is None:
            return 0
        with self._database.transaction():
            self._count_on()
            gone = self._delete("age >= ?", "expired", days * _DAY)
        if gone:
            self._database.clean()
        return gone

    def _delete(self, which: str, outcome: str, *values: object) -> int:
        gone = len(self._database.rows(f"DELETE FROM draft WHERE {which} RETURNING 1", *values))  # noqa: S608 (ours)
        for _ in range(gone):
            self._note(Kind.DRAFT, outcome)
        return gone

    def _count_on(self) -> None:
        """Add to every age what has passed since they were counted last."""
        now, mono = self._clock.utc_now(), self._clock.monotonic()
        row = self._database.row("SELECT at_utc, mono, boot_id FROM draft_clock")
        if row is not None:
            same_boot = row[2] == self._boot_id and mono >= row[1]
            passed = mono - row[1] if same_boot else max(0.0, (now - moment(row[0])).total_seconds())
            self._database.rows("UPDATE draft SET age = age + ?", passed)
        self._database.rows("REPLACE INTO draft_clock VALUES (1, ?, ?, ?)", self._now(), mono, self._boot_id)
