"""The journal beside a keeper that goes on: a second connection that only reads.

One writer stays one writer (docs/decisions/0003-durability.md). Each page of rows is a read of its own and is over at
once, so that the keeper's truncation of the WAL never waits for an auditor; rows are never changed, so pages fit together.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw

from kiosk.errors import StoreError
from kiosk.store.journal.chain import Anchor
from kiosk.store.records import JournalRow

_PAGE = 1000
_BUSY_MS = 5000


class JournalReader:
    """What a terminal's database says of its journal. Raises StoreError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
            self._connection.set_busy_timeout(_BUSY_MS)
        except apsw.Error as error:
            raise self._failed(error) from error

    def close(self) -> None:
        self._connection.close()

    def anchor(self) -> Anchor:
        """Behind which row the chain is proven."""
        (row,) = self._all("SELECT seq, hash FROM journal_anchor")
        return Anchor(*row)

    def highest(self) -> int:
        """The highest number that a row was ever given."""
        row = self._all("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
        return int(row[0][0]) if row else 0

    def span(self, since: str = "", until: str = "~") -> tuple[int, int] | None:
        """The first and the last row with a time from `since` up to before `until` (UTC text), if there is any.

        A wrong clock may have written times out of order: what lies between the two belongs to the span.
        """
        (row,) = self._all("SELECT min(seq), max(seq) FROM journal WHERE at_utc >= ? AND at_utc < ?", since, until)
        return None if row[0] is None else (int(row[0]), int(row[1]))

    def before(self, seq: int) -> Anchor:
        """The row before `seq`, from which it must follow."""
        row = self._all("SELECT seq, hash FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT 1", seq)
        anchor = self.anchor()
        return Anchor(*row[0]) if row and row[0][0] > anchor.seq else anchor

    def rows(self, after: int, last: int | None = None) -> Iterator[JournalRow]:
        """The rows behind `after`, oldest first, up to `last`."""
        while True:
            page = self._all(
                "SELECT * FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
                after, self.highest() if last is None else last, _PAGE,
            )  # fmt: skip
            if not page:
                return
            for row in page:
                yield JournalRow(*row)
            after = page[-1][0]

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return list(self._connection.execute(sql, values))
        except apsw.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: apsw.Error) -> StoreError:
        return StoreError(
            f"{self._path}: the journal cannot be read ({error}). Nothing was changed. "
            "Technician: is this the state directory, and did this version of the terminal run once?"
        )
