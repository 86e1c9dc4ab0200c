"""What keeps the whole sender waiting, and survives a restart: a token that is not taken, a line that is down, a backend
that asked for a pause."""

from datetime import datetime, timedelta

from kiosk.store.database import stamp
from kiosk.store.journal.kinds import Kind
from kiosk.store.part import Part

# Twice the longest wait of kiosk.backend.backoff: a moment further away than this was set by a clock that jumped.
LONGEST_WAIT = timedelta(minutes=10)


class Pauses(Part):
    """Three reasons, each ended in its own way."""

    def hold(self, cause: str) -> None:
        """Send nothing until `release`: the backend does not take our token (401, 403)."""
        with self._database.transaction():
            sql = "INSERT INTO hold VALUES (1, ?, ?) ON CONFLICT DO NOTHING RETURNING id"
            if self._database.rows(sql, cause, self._now()):
                self._note(Kind.OUTBOX, "held")

    def release(self) -> None:
        """The token is taken again: everything that waits is due at once."""
        with self._database.transaction():
            if self._database.rows("DELETE FROM hold RETURNING id"):
                self._database.rows("UPDATE outbox SET next_try_at = ? WHERE state = 'waiting'", self._now())
                self._note(Kind.OUTBOX, "released")

    def line_failed(self, until: datetime, cause: str) -> None:
        """Nobody was reached, or somebody else: no other row is tried before `until` either."""
        with self._database.transaction():
            self._database.rows(
                "INSERT INTO pause VALUES ('line', 1, ?, ?) "
                "ON CONFLICT DO UPDATE SET tries = tries + 1, cause = excluded.cause, until = excluded.until",
                cause, stamp(until),
            )  # fmt: skip

    def line_failures(self) -> int:
        """How often in a row the line has failed; 0 while it works."""
        row = self._database.row("SELECT tries FROM pause WHERE kind = 'line'")
        return int(row[0]) if row else 0

    def line_works(self) -> None:
        """The backend was reached: what waited for the line is due at once."""
        if self.line_failures():
            with self._database.transaction():
                self._database.rows("DELETE FROM pause WHERE kind = 'line'")

    def asked_to_wait(self, until: datetime, cause: str) -> None:
        """The backend wants nothing more from us before `until` (Retry-After), also not for a resident who waits."""
        with self._database.transaction():
            self._database.rows(
                "INSERT INTO pause VALUES ('asked', 1, ?, ?) "
                "ON CONFLICT DO UPDATE SET cause = excluded.cause, until = excluded.until",
                cause, stamp(until),
            )  # fmt: skip

    def is_held(self) -> bool:
        """Whether the backend does not take our token."""
        return self._database.row("SELECT 1 FROM hold") is not None

    def _is_paused(self, now: datetime, *kinds: str) -> bool:
        rows = self._database.rows(
            "SELECT kind FROM pause WHERE until > ? AND until <= ?", stamp(now), stamp(now + LONGEST_WAIT)
        )
        return any(row[0] in kinds for row in rows)
