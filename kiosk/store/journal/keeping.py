"""Keeping the journal: is it whole, and what may leave it after half a year."""

from collections.abc import Iterator
from datetime import date, timedelta

from kiosk.store.journal.chain import Anchor, Break, breaks
from kiosk.store.journal.kinds import Kind
from kiosk.store.part import Part
from kiosk.store.records import JournalRow

KEEP_DAYS = 180  # 网络安全法, article 21: not less than six months
_TAIL = 1000  # rows that are checked at every start: what was written last is what a crash can hurt


class Journal(Part):
    """The audit log as a whole; single rows are written by `Part.journal`."""

    def journal_anchor(self) -> Anchor:
        """Behind which row the chain is proven."""
        row = self._database.row("SELECT seq, hash FROM journal_anchor")
        assert row is not None  # noqa: S101 (the anchor is always there; for mypy)
        return Anchor(*row)

    def check_journal(self, last: int = _TAIL) -> list[Break]:
        """Where the last rows do not hold together. A break is written down once, and ends nothing: what is, is."""
        highest, end = self._journal_end()
        start = self._row_before(end.seq - last)
        found = list(breaks(self._from(start.seq), start, highest))
        for broken in found:
            self._tell_once(broken)
        return found

    def journal_breaks(self) -> int:
        """How many breaks `check_journal` has written down in the rows that are kept: it looks at all of them."""
        row = self._database.row(
            "SELECT count(*) FROM journal WHERE kind = ? AND outcome = 'broken'", Kind.JOURNAL.value
        )
        assert row is not None  # noqa: S101 (an aggregate always gives a row; for mypy)
        return int(row[0])

    def rotate_journal(self, today: date) -> int:
        """Let go of what is older than 180 days; how many rows went.

        `today` must be a day on which the hall and this machine's clock agree. What is older is not told by the rows'
        own times, which a wrong clock may have written, but by counting: a row leaves when 180 later days have been
        agreed upon, each marked here once. A clock that jumps 30 years adds one day, and no more.
        """
        with self._database.transaction():
            self._mark(today)
            row = self._database.row(
                "SELECT day, seq FROM journal_day WHERE day <= ? ORDER BY day DESC LIMIT 1 OFFSET ?",
                (today - timedelta(days=1)).isoformat(), KEEP_DAYS - 1,
            )  # fmt: skip
            if row is None or row[0] > (today - timedelta(days=KEEP_DAYS)).isoformat():
                return 0
            return self._let_go(*row)

    def _mark(self, today: date) -> None:
        """The day's first look. Days that are still to come were told by a clock that was wrong on both sides."""
        self._database.rows("DELETE FROM journal_day WHERE day > ?", today.isoformat())
        self._database.rows(
            "INSERT INTO journal_day VALUES (?, ?) ON CONFLICT DO NOTHING", today.isoformat(), self._journal_end()[0]
        )

    def _let_go(self, day: str, seq: int) -> int:
        known = self._database.row("SELECT seq, hash FROM journal WHERE seq <= ? ORDER BY seq DESC LIMIT 1", seq)
        if known is None or known[0] <= self.journal_anchor().seq:
            return 0
        self._database.rows("UPDATE journal_anchor SET seq = ?, hash = ?, set_at = ?", *known, self._now())
        gone = self._database.rows("DELETE FROM journal WHERE seq <= ? RETURNING seq", known[0])
        self._database.rows("DELETE FROM journal_day WHERE day < ?", day)
        self._note(Kind.JOURNAL, "rotated", _number(known[0]))
        return len(gone)

    def _row_before(self, seq: int) -> Anchor:
        anchor = self.journal_anchor()
        row = self._database.row("SELECT seq, hash FROM journal WHERE seq <= ? ORDER BY seq DESC LIMIT 1", seq)
        return Anchor(*row) if row is not None and row[0] > anchor.seq else anchor

    def _from(self, seq: int) -> Iterator[JournalRow]:
        while rows := self.journal_after(seq):
            yield from rows
            seq = rows[-1].seq

    def _tell_once(self, broken: Break) -> None:
        told = "SELECT 1 FROM journal WHERE kind = ? AND outcome = 'broken' AND subject = ?"
        with self._database.transaction():
            if not self._database.rows(told, Kind.JOURNAL.value, _number(broken.seq)):
                self._note(Kind.JOURNAL, "broken", _number(broken.seq))


def _number(seq: int) -> str:
    """A row's number as the journal takes it: in groups, since no id in it may look like a personal number."""
    return f"{seq:,}".replace(",", "-")
