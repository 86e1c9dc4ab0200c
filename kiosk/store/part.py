"""What the parts of the store share: the database, the clock and the journal."""

import re
from uuid import UUID

from kiosk.ports.clock import Clock
from kiosk.store.database import Database, stamp
from kiosk.store.journal.chain import Anchor, link
from kiosk.store.journal.kinds import require_known
from kiosk.store.records import JournalRow

NUMBERS_EACH = 1000  # of a generation, for one series and day: a busy terminal gives about a hundred
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
        """Write down that something happened, of a kind in journal_kinds: words and ids only. Else raises ValueError."""
        with self._database.transaction():
            self._note(kind, outcome, subject)

    def journal_after(self, seq: int = 0, limit: int = 1000) -> list[JournalRow]:
        """The journal's rows after `seq`, oldest first."""
        rows = self._database.rows("SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit)
        return [JournalRow(*row) for row in rows]

    def _note(self, kind: str, outcome: str, subject: str = "") -> None:
        """The journal row of a transaction that is under way."""
        if not (_NUMBER.fullmatch(subject) or _is_uuid(subject)):
            raise ValueError("the journal takes words and ids only")
        require_known(kind, outcome, subject)
        last, before = self._journal_end()
        mono_ms = int(self._clock.monotonic() * 1000)
        row = JournalRow(last + 1, self._now(), mono_ms, self._boot_id, str(kind), outcome, subject)
        self._database.rows(
            "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row.seq, row.at, row.mono_ms, row.boot_id, row.kind, row.outcome, row.subject, link(before.hash, row),
        )  # fmt: skip

    def _journal_end(self) -> tuple[int, Anchor]:
        """The highest number that was ever given, and the last row that is there.

        They differ only where somebody took rows off the end: the next row then leaves the gap to be seen.
        """
        row = self._database.row(
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'journal'), 0), seq, hash FROM "
            "(SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1)"
        ) or self._database.row("SELECT seq, seq, hash FROM journal_anchor")
        assert row is not None  # noqa: S101 (the anchor is always there; for mypy)
        return max(row[0], row[1]), Anchor(row[1], row[2])

    def _now(self) -> str:
        return stamp(self._clock.utc_now())

    def _next(self, series: str, business_date: str) -> int:
        """The next number of a series, inside a transaction: gaps are allowed, duplicates never.

        Each generation of the database has a thousand of its own for every series and day.
        """
        row = self._database.row(
            "INSERT INTO counter SELECT ?, ?, number * ? + 1 FROM generation WHERE true "
            "ON CONFLICT DO UPDATE SET last = max(last + 1, excluded.last) RETURNING last",
            series, business_date, NUMBERS_EACH,
        )  # fmt: skip
        assert row is not None  # noqa: S101 (RETURNING always gives the row; for mypy)
        return int(row[0])


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
