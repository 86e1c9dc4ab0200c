"""Applications in a file that was damaged: which ones the office does not have, and that each of them can be sent.

Written for every version of the tables since the first: it names only columns that all of them have. The keys' table is of
version 9; a file without it has none, and an application whose key was lost is found by who opens it, as a changed box is.
"""

import re
from collections import Counter
from collections.abc import Iterator

import apsw

from kiosk.store.faults import UNREADABLE

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SLIP_NUMBER = re.compile(r"[0-9A-Za-z]{1,8}-[0-9]{8}-[0-9]{4,}")

# What belongs to an application, and by which column.
KEYS = {
    "application": "id", "body": "application_id", "attachment": "application_id", "record_key": "application_id",
}  # fmt: skip
_SECRET = ("body", "attachment", "record_key")  # what goes with the receipt; the last is there since version 9
# Where an application that waits leaves its id: in the tables, and a second time in their indexes.
_TRACES = (
    "SELECT id FROM application NOT INDEXED WHERE receipt_number IS NULL",
    "SELECT application_id FROM body",
    "SELECT application_id FROM body NOT INDEXED",
    "SELECT application_id FROM attachment",
    "SELECT subject FROM outbox NOT INDEXED WHERE kind = 'application' AND state IN ('waiting', 'refused')",
)


def tables(file: apsw.Connection) -> list[str]:
    """Our own, in the order in which they were made."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    return [row[0] for row in file.execute(sql)]


def ids(source: apsw.Connection) -> set[str]:
    """All that can be seen of applications whose boxes are, or were, in this file."""
    return {row[0] for sql in _TRACES for row in _readable(source, sql) if _is(_ID, row[0])}


def pages(source: apsw.Connection) -> Counter[str]:
    """How many pictures each application has, by the index, which may be whole where the pictures are not."""
    found = set(_readable(source, "SELECT application_id, sha256 FROM attachment"))
    return Counter(row[0] for row in found)


def with_a_key(file: apsw.Connection) -> set[str]:
    """Applications whose boxes need a key of their own. Empty for a version that had none."""
    return {row[0] for row in _readable(file, "SELECT application_id FROM record_key")}


def closed(target: apsw.Connection) -> set[str]:
    """Applications that the office has, or has declined and a person has dealt with: their boxes were destroyed."""
    sql = (
        "SELECT id FROM application WHERE receipt_number IS NOT NULL OR (refusal_code IS NOT NULL AND id IN "
        "(SELECT subject FROM outbox WHERE kind = 'application' AND state = 'done'))"
    )
    return {row[0] for row in target.execute(sql)}


def settle(target: apsw.Connection, counted: Counter[str], keyed: set[str], now: str) -> set[str]:
    """Take out what cannot be right; what is left and the office does not have waits to be sent, and is returned."""
    _drop_strange(target)
    _drop_orphans(target)
    sql = "DELETE FROM {0} WHERE application_id IN (SELECT id FROM application WHERE receipt_number IS NOT NULL)"
    for table in set(_SECRET) & set(tables(target)):
        target.execute(sql.format(table))
    target.execute(
        "DELETE FROM outbox WHERE kind = 'application' AND state IN ('waiting', 'refused') "
        "AND subject NOT IN (SELECT application_id FROM body)"
    )
    target.execute(
        "INSERT OR IGNORE INTO outbox (kind, subject, next_try_at, made_at) "
        "SELECT 'application', application_id, ?, ? FROM body",
        (now, now),
    )
    target.execute(
        "UPDATE outbox SET state = 'waiting', ended_at = NULL WHERE kind = 'application' AND state = 'done' "
        "AND subject IN (SELECT application_id FROM body)"
    )
    kept = Counter(row[0] for row in target.execute("SELECT application_id FROM attachment"))
    waiting = {row[0] for row in target.execute("SELECT application_id FROM body")}
    lacking = keyed - with_a_key(target)
    return {each for each in waiting - lacking if kept[each] >= counted[each]}


def _drop_strange(target: apsw.Connection) -> None:
    """A row whose words changed under it is no longer what was taken in."""
    rows = list(target.execute("SELECT id, slip_number, body_sha256 FROM application"))
    for each, slip_number, sha256 in rows:
        if not (_is(_ID, each) and _is(_SLIP_NUMBER, slip_number) and _is(_SHA256, sha256)):
            target.execute("DELETE FROM application WHERE id = ?", (each,))


def _drop_orphans(target: apsw.Connection) -> None:
    """Boxes without their application, and whatever else points to a row that is not there."""
    while True:
        faults = [row for row in target.execute("PRAGMA foreign_key_check") if row[1] is not None]
        if not faults:
            return
        for table, rowid, *_ in faults:
            target.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))  # noqa: S608 (our own names)


def _readable(source: apsw.Connection, sql: str) -> Iterator[tuple[str, ...]]:
    try:
        yield from source.execute(sql)
    except UNREADABLE:
        return


def _is(pattern: re.Pattern[str], text: object) -> bool:
    return isinstance(text, str) and pattern.fullmatch(text) is not None
