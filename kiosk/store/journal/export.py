"""An exported journal: one JSON line that is signed, then a line for each row. Any byte that was changed is found.

The signed head tells the terminal, the chain's ends, how many rows, and the SHA-256 of every byte below it.
"""

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.contract.keyfile import sync_directory
from kiosk.contract.signing import canonical, is_signed
from kiosk.errors import StoreError
from kiosk.store.journal.chain import Anchor, Break, breaks, facts
from kiosk.store.records import JournalRow

FORMAT = "kiosk-journal-1"
_LONGEST_LINE = 4096

Sign = Callable[[dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds."""

    terminal: str
    exported_at: str
    after: Anchor
    last: Anchor
    count: int


def write_export(
    path: Path, terminal: str, exported_at: str, after: Anchor, rows: Iterable[JournalRow], sign: Sign
) -> Exported:
    """Write `rows`, which follow from `after`, to `path`; there whole or not at all. Raises StoreError for a gap."""
    fresh, body = path.with_name(path.name + ".new"), path.with_name(path.name + ".rows")
    try:
        with body.open("w+b") as below:
            exported, digest = _write_rows(below, terminal, exported_at, after, rows)
            head = _head(exported, digest)
            with fresh.open("wb") as file:
                file.write(canonical({"head": head, "signature": sign(head)}) + b"\n")
                below.seek(0)
                shutil.copyfileobj(below, file)
                file.flush()
                os.fsync(file.fileno())
        fresh.rename(path)
        sync_directory(path.parent)
    finally:
        body.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)
    return exported


def read_export(path: Path, key: Ed25519PublicKey) -> Exported:
    """Check every byte of an export by the terminal's public key. Raises StoreError that says what does not fit."""
    with path.open("rb") as file:
        head = _signed_head(path, file.readline(_LONGEST_LINE), key)
        digest = hashlib.sha256()
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    if digest.hexdigest() != head["sha256"]:
        raise _refused(path, f"the rows are not those that were signed{_where(path, head)}")
    return _exported(head)


def exported_rows(path: Path) -> Iterator[JournalRow]:
    """The rows of an export. Raises StoreError for a line that is none; whether they are the terminal's, read_export says."""
    with path.open("rb") as file:
        file.readline(_LONGEST_LINE)
        for line in file:
            try:
                said = json.loads(line)
                row = JournalRow(
                    said["seq"], said["at_utc"], said["mono_ms"], said["boot_id"],
                    said["kind"], said["outcome"], said["subject"], bytes.fromhex(said["hash"]),
                )  # fmt: skip
            except (ValueError, KeyError, TypeError) as error:
                raise _refused(path, f"a line is no row: {line[:80]!r}") from error
            yield row


def _write_rows(
    file: BinaryIO, terminal: str, exported_at: str, after: Anchor, rows: Iterable[JournalRow]
) -> tuple[Exported, str]:
    digest, last, count = hashlib.sha256(), after, 0
    for row in rows:
        line = canonical({**facts(row), "hash": row.hash.hex()}) + b"\n"
        digest.update(line)
        file.write(line)
        last, count = Anchor(row.seq, row.hash), count + 1
    return Exported(terminal, exported_at, after, last, count), digest.hexdigest()


def _head(exported: Exported, digest: str) -> dict[str, Any]:
    return {
        "format": FORMAT, "terminal": exported.terminal, "exported_at": exported.exported_at,
        "after_seq": exported.after.seq, "after_hash": exported.after.hash.hex(),
        "last_seq": exported.last.seq, "last_hash": exported.last.hash.hex(),
        "count": exported.count, "sha256": digest,
    }  # fmt: skip


def _signed_head(path: Path, line: bytes, key: Ed25519PublicKey) -> dict[str, Any]:
    """The head, if the line is to the byte what this terminal's key signed: a second spelling is no less changed."""
    try:
        said = json.loads(line)
        head, signature = said["head"], said["signature"]
        is_exact = line == canonical({"head": head, "signature": signature}) + b"\n"
        is_exact &= base64.b64encode(base64.b64decode(signature)).decode() == signature
    except (ValueError, KeyError, TypeError) as error:
        raise _refused(path, "the first line is no signed head of an exported journal") from error
    if not is_exact or not is_signed(key, head, signature) or head.get("format") != FORMAT:
        raise _refused(path, "the head is not signed by this key, or was changed after it was signed")
    checked: dict[str, Any] = head
    return checked


def _where(path: Path, head: dict[str, Any]) -> str:
    """As far as the chain tells: which rows."""
    try:
        found = list(breaks(exported_rows(path), _exported(head).after))
    except StoreError as error:
        return f" ({error})"
    return "; " + ", ".join(map(said_break, found)) if found else ""


def said_break(broken: Break) -> str:
    """A break in words, for whoever reads the log or the command line."""
    if broken.why == "missing":
        return f"rows {broken.seq} to {broken.last} are missing"
    return f"row {broken.seq} was changed, or the row before it was"


def _exported(head: dict[str, Any]) -> Exported:
    after = Anchor(head["after_seq"], bytes.fromhex(head["after_hash"]))
    last = Anchor(head["last_seq"], bytes.fromhex(head["last_hash"]))
    return Exported(head["terminal"], head["exported_at"], after, last, head["count"])


def _refused(path: Path, what: str) -> StoreError:
    return StoreError(f"{path}: {what}. Do not rely on this file: export it again, and keep both.")
