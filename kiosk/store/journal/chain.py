"""The journal's chain: hash = SHA-256(hash of the row before ‖ canonical bytes of this row). What does not fit is named.

Whoever can write to the file can write a new chain. What he cannot forge is an export that was signed and taken away
before: its last hash stands in the chain, or the chain is another one (docs/journal.md).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiosk.contract.signing import canonical
from kiosk.store.records import JournalRow

BEGINNING = bytes(32)  # the hash before the first row


@dataclass(frozen=True, slots=True)
class Anchor:
    """From behind which row on a stretch is proven: that row's number and hash."""

    seq: int = 0
    hash: bytes = BEGINNING


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold. `why`: missing (rows `seq` to `last`) or changed."""

    seq: int
    last: int
    why: str


def link(before: bytes, row: JournalRow) -> bytes:
    """The hash that this row must carry."""
    return hashlib.sha256(before + canonical(facts(row))).digest()


def facts(row: JournalRow) -> dict[str, int | str]:
    """What is hashed and exported of a row."""
    return {
        "seq": row.seq, "at_utc": row.at, "mono_ms": row.mono_ms, "boot_id": row.boot_id,
        "kind": row.kind, "outcome": row.outcome, "subject": row.subject,
    }  # fmt: skip


def breaks(rows: Iterable[JournalRow], after: Anchor, highest: int = 0) -> Iterator[Break]:
    """Every place where `rows`, oldest first, do not follow one from another, the first from `after`.

    `highest` is the highest number that was ever given: rows that somebody took off the end are missing too.
    """
    for row in rows:
        if row.seq != after.seq + 1:
            yield Break(after.seq + 1, row.seq - 1, "missing")
        elif row.hash != link(after.hash, row):
            yield Break(row.seq, row.seq, "changed")
        after = Anchor(row.seq, row.hash)
    if highest > after.seq:
        yield Break(after.seq + 1, highest, "missing")
