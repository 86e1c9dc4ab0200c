"""What the parts of the store share: the database, the clock and the journal."""

import re
from uuid import UUID

from kiosk.ports.clock import Clock
from kiosk.store.database import Database, moment, stamp
from kiosk.store.records import JournalRow

_WORD = re.compile(r"[a-z][a-z_.-]{0,39}")
# Ids of ours: no part is as long as a telephone number, so no personal number can slip in.
_NUMBER = re.compile(r"[0-9A-Za-z]{1,8}(-[0-9A-Za-z]{1,8}){0,5}|[a-z_]{1,24}|")


class Part:
    """One part of the store."""

    def __init__(self, database: Database, clock: Clock, short: str, boot_id: str) -> None:
        self._database = database
        self._clock = clock
        self._short = short
        self._boot_id = boot_id

    def journal(self, kind: str, outcome: str, subject: str = "") -> None:
        """Write down that something happened: words and ids only. Raises ValueError for anything else."""
        with self._database.transaction():
            self._note(kind, outcome, subject)

    def journal_after(self, seq: int = 0, limit: int = 1000) -> list[JournalRow]:
        """The journal's rows after `seq`, oldest first."""
        rows = self._database.rows("SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit)
        return [JournalRow(row[0], moment(row[1]), *row[2:]) for row in rows]

    def _note(self, kind: str, outcome: str, subject: str = "") -> None:
        """The journal row of a transaction that is under way."""
        if not (
            _WORD.fullmatch(kind) and _WORD.fullmatch(outcome) and (_NUMBER.fullmatch(subject) or _is_uuid(subject))
        ):
            raise ValueError("the journal takes words and ids only")
        self._database.rows(
            "INSERT INTO journal (at_utc, mono, boot_id, kind, outcome, subject) VALUES (?, ?, ?, ?, ?, ?)",
            self._now(), self._clock.monotonic(), self._boot_id, kind, outcome, subject,
        )  # fmt: skip

    def _now(self) -> str:
        return stamp(self._clock.utc_now())

    def _next(self, series: str, business_date: str) -> int:
        """The next number of a series, inside a transaction: gaps are allowed, duplicates never."""
        row = self._database.row(
            "INSERT INTO counter VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
            series,
            business_date,
        )
        assert row is not None  # noqa: S101 (RETURNING always gives the row; for mypy)
        return int(row[0])


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
