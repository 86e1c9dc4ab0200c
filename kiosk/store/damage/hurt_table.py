"""Reading one table of a damaged file: each row that SQLite still gives."""

from collections.abc import Generator, Iterator

import apsw

from kiosk.store.faults import UNREADABLE

_REACH = 2000  # rowids that are tried one by one behind a row that cannot be read
_BEFORE_ALL = -(2**63)


class Reader:
    """The rows of one table that can be read, each once, by rowid from both ends and one by one behind a gap."""

    def __init__(self, source: apsw.Connection, table: str, columns: str) -> None:
        self._source, self.is_whole = source, True
        self._sql = f'SELECT rowid, {columns} FROM "{table}" NOT INDEXED WHERE rowid'  # noqa: S608 (our own names)

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        last = yield from self._upwards()
        if not self.is_whole:
            yield from self._downwards(last)

    def _upwards(self) -> Generator[tuple[object, ...], None, int]:
        """From the lowest rowid; the last one that was read."""
        last = _BEFORE_ALL
        while True:
            try:
                for row in self._source.execute(f"{self._sql} > ? ORDER BY rowid", (last,)):
                    if row[0] <= last:
                        raise apsw.CorruptError("rows out of order")
                    last = row[0]
                    yield row[1:]
                return last
            except UNREADABLE:
                self.is_whole = False
            behind = self._behind(max(last, 0))
            if behind is None:
                return last
            last, row = behind
            yield row

    def _behind(self, last: int) -> tuple[int, tuple[object, ...]] | None:
        """The next row that can be read, not far away, and its rowid."""
        for rowid in range(last + 1, last + 1 + _REACH):
            try:
                for row in self._source.execute(f"{self._sql} = ?", (rowid,)):
                    return rowid, row[1:]
            except UNREADABLE:
                continue
        return None

    def _downwards(self, last: int) -> Iterator[tuple[object, ...]]:
        """From the highest rowid to what was read from below."""
        lowest = None
        try:
            for row in self._source.execute(f"{self._sql} > ? ORDER BY rowid DESC", (last,)):
                if lowest is not None and row[0] >= lowest:
                    return
                lowest = row[0]
                yield row[1:]
        except UNREADABLE:
            return
