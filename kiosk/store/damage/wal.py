"""The WAL as it lies on the disk. SQLite reads it up to the first frame that does not fit and drops what follows: after a
power cut that is right, for the tail was never acknowledged; in a damaged file it would be a silent loss.

Frames behind a later commit were written after that commit was synced (synchronous=FULL). So where SQLite stops before such a
commit, the WAL is damaged and not torn. https://www.sqlite.org/fileformat2.html, section 4.
"""

import os
import struct
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import apsw

from kiosk.store.faults import damaged

_PAGE = 4096
_FILE_HEAD = struct.Struct(">8I")  # magic, format, page size, checkpoint, salt, salt, checksum, checksum
_FRAME_HEAD = struct.Struct(">6I")  # page, pages after a commit or 0, salt, salt, checksum, checksum
_FRAME = _FRAME_HEAD.size + _PAGE
_LITTLE, _BIG = 0x377F0682, 0x377F0683


@dataclass(frozen=True, slots=True)
class Frame:
    """One page as it was written; `is_commit` ends a transaction. `number` counts from 1."""

    number: int
    page: int
    is_commit: bool


def frames(path: Path) -> list[Frame]:
    """The frames that the WAL of the database at `path` was last filled with; older ones behind them are left out."""
    wal = path.with_name(path.name + "-wal")
    if not wal.exists():
        return []
    with wal.open("rb") as file:
        head = file.read(_FILE_HEAD.size)
        heads = _heads(file)
    if len(head) < _FILE_HEAD.size or not heads:
        return []
    salts = _FILE_HEAD.unpack(head)[4:6] if _is_good(head) else Counter(row[2:4] for row in heads).most_common(1)[0][0]
    return [Frame(n, row[0], row[1] > 0) for n, row in enumerate(heads, 1) if row[2:4] == salts]


def require_no_gap(path: Path, connection: apsw.Connection, found: list[Frame]) -> None:
    """Raises StoreDamaged where SQLite dropped a transaction that was on disk. `found` is from before it was opened."""
    if not found:
        return
    used = next(iter(connection.execute("PRAGMA wal_checkpoint(NOOP)")))[1]
    if has_gap(found, used):
        raise damaged(path, f"its WAL is hurt behind frame {used} of {found[-1].number}")


def has_gap(found: list[Frame], used: int) -> bool:
    """Whether a commit behind the first `used` frames was followed by another write."""
    dropped = [frame for frame in found if frame.number > used]
    commits = [frame.number for frame in dropped if frame.is_commit]
    return bool(commits) and dropped[-1].number > commits[0]


def cut(path: Path, used: int) -> None:
    """Drop what lies behind the first `used` frames, durably. Raises OSError."""
    with path.with_name(path.name + "-wal").open("r+b") as file:
        end = _FILE_HEAD.size + used * _FRAME
        if file.seek(0, 2) > end:
            file.truncate(end)
            os.fsync(file.fileno())


def force(path: Path, onto: BinaryIO) -> None:
    """Write the WAL's pages over a copy of the main file, those behind a gap too: for reading what is left.

    A frame's checksum goes on from the one before it: where that one's head stands, a frame that is wrong is left out.
    """
    known = frames(path)
    end = onto.seek(0, 2)
    for frame in known:
        with path.with_name(path.name + "-wal").open("rb") as file:
            is_wrong, page = _read(file, frame.number)
        if not is_wrong and 0 < frame.page <= end // _PAGE + len(known):
            onto.seek((frame.page - 1) * _PAGE)
            onto.write(page)


def _read(file: BinaryIO, number: int) -> tuple[bool, bytes]:
    """Whether a frame's checksum does not follow from the one before it, and its page."""
    head = file.read(_FILE_HEAD.size)
    order = ">" if _FILE_HEAD.unpack(head)[0] == _BIG else "<"  # a head that is hurt: this machine's own
    file.seek(_FILE_HEAD.size + (number - 2) * _FRAME if number > 1 else 0)
    before = _FRAME_HEAD.unpack(file.read(_FRAME_HEAD.size))[4:] if number > 1 else _FILE_HEAD.unpack(head)[6:]
    file.seek(_FILE_HEAD.size + (number - 1) * _FRAME)
    frame = file.read(_FRAME)
    said = _FRAME_HEAD.unpack(frame[: _FRAME_HEAD.size])[4:]
    return said != _checksum(order, frame[:8] + frame[_FRAME_HEAD.size :], *before), frame[_FRAME_HEAD.size :]


def _heads(file: BinaryIO) -> list[tuple[int, ...]]:
    size = file.seek(0, 2)
    found = []
    for at in range(_FILE_HEAD.size, size - _FRAME + 1, _FRAME):
        file.seek(at)
        found.append(_FRAME_HEAD.unpack(file.read(_FRAME_HEAD.size)))
    return found


def _is_good(head: bytes) -> bool:
    """Whether the WAL's own head passes its checksum."""
    magic = _FILE_HEAD.unpack(head)[0]
    if magic not in (_LITTLE, _BIG):
        return False
    return _checksum("<" if magic == _LITTLE else ">", head[:24]) == _FILE_HEAD.unpack(head)[6:8]


def _checksum(order: str, content: bytes, first: int = 0, second: int = 0) -> tuple[int, int]:
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for n in range(0, len(words), 2):
        first = (first + words[n] + second) & 0xFFFFFFFF
        second = (second + words[n + 1] + first) & 0xFFFFFFFF
    return first, second
