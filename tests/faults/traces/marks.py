"""Looks for what a resident left: in the memory of processes and in files, in every form that it may have there.

A mark is found in UTF-8, UTF-16LE, UTF-32LE (what text shaping makes of a str), GB18030, hexadecimal, spaced and
grouped in fours, base64 at each of its three alignments, JSON's \\u and URL's % escapes. Needs root: the memory of a visit
or a sender cannot be read otherwise.
"""

import base64
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from urllib.parse import quote_from_bytes

import numpy as np

Marks = Mapping[bytes, str]  # what to look for → "name as utf-16-le"

_ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
_CHUNK = 2**13
_OVERLAP = 512  # longer than any mark in any form
_NOTHING = bytes(_CHUNK + _OVERLAP)
_PAGE = os.sysconf("SC_PAGE_SIZE")
_ONLY_OURS, _IN_USE = 1 << 56, 1 << 63 | 1 << 62  # not swapped, or swapped; Documentation/admin-guide/mm/pagemap.rst
_SHORTEST = 5  # bytes: a shorter form is found by chance


@dataclass(frozen=True, slots=True)
class Hit:
    """A mark that is still there: which, in which form, and where."""

    what: str
    place: str
    at: int


def of_words(words: Mapping[str, str]) -> Marks:
    """Every form of these words."""
    found: dict[bytes, str] = {}
    for name, word in words.items():
        for form, content in _forms(word):
            _add(found, name, form, content)
    return found


def of_bytes(pieces: Mapping[str, bytes]) -> Marks:
    """Every form of pieces of pictures, of numbers as the machine holds them."""
    found: dict[bytes, str] = {}
    for name, piece in pieces.items():
        for form, content in (("bytes", piece), *_written("bytes", piece)):
            _add(found, name, form, content)
    return found


def _add(found: dict[bytes, str], name: str, form: str, content: bytes) -> None:
    # Digits are the same in several forms. Memory is full of zeros: a search for what ends in one is slow.
    content = content.rstrip(b"\0")
    if len(content) >= _SHORTEST:
        found.setdefault(content, f"{name} as {form}")


def _forms(word: str) -> Iterator[tuple[str, bytes]]:
    for encoding in _ENCODINGS:
        raw = word.encode(encoding)
        yield encoding, raw
        yield from _written(encoding, raw)
        yield f"{encoding}, spaced", " ".join(word).encode(encoding)
        if word.isascii():
            for first in range(1, 5):
                groups = [word[:first], *(word[at : at + 4] for at in range(first, len(word), 4))]
                yield f"{encoding}, in fours", " ".join(groups).encode(encoding)
    yield "utf-32-le", word.encode("utf-32-le")
    if not word.isascii():
        escaped = word.encode("unicode_escape")
        yield "\\u escapes", escaped
        yield "\\u escapes, large", re.sub(rb"[0-9a-f]{4}", lambda digits: digits[0].upper(), escaped)
        yield "% escapes", quote_from_bytes(word.encode()).encode()


def _written(encoding: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield f"{encoding} in hex", raw.hex().encode()
    yield f"{encoding} in large hex", raw.hex().upper().encode()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw)
        # A character that also holds bits of what stands before or behind is not ours alone.
        inner = whole[(before * 4 + 2) // 3 if before else 0 : (before + len(raw)) * 4 // 3]
        yield f"{encoding} in base64", inner


# ---- where --------------------------------------------------------------------------------------------------------


Clean = dict[int, bytes]  # what was searched before and held nothing, by its address


def in_process(pid: int, marks: Marks, *, own_pages_only: bool = False, clean: Clean | None = None) -> list[Hit]:
    """What a process holds: in memory that it can write to, in its arguments and environment. Of one that went, nothing.

    `own_pages_only` leaves out pages that it still shares with the process that it was forked from: look there too.
    What is as `clean` has it from the last time, for the same marks, is not searched again; `clean` is kept up to date.
    """
    found: list[Hit] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for name in ("cmdline", "environ"):
            found += [Hit(what, name, at) for what, at in _in(Path(f"/proc/{pid}/{name}").read_bytes(), marks)]
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for start, end in list(written(pid, _ONLY_OURS if own_pages_only else _IN_USE)):
                found += _in_stretch(memory, start, end, marks, {} if clean is None else clean)
    return found


def _in_stretch(memory: FileIO, start: int, end: int, marks: Marks, clean: Clean) -> list[Hit]:
    found: list[Hit] = []
    for chunk in range(start - start % _CHUNK, end, _CHUNK):
        place = max(chunk, start)
        try:
            memory.seek(place)
            data = memory.read(min(chunk + _CHUNK + _OVERLAP, end) - place)
        except (OSError, OverflowError):
            break  # it has gone meanwhile, or is a device's
        if clean.get(place) != data:
            here = _in(data, marks)
            found += [Hit(what, "memory", place + at) for what, at in here]
            clean[place] = b"" if here else data
    return found


def in_files(folders: Iterable[Path], marks: Marks) -> list[Hit]:
    """What lies in files under these folders; names included. Sockets and pipes hold nothing."""
    found: list[Hit] = []
    for path in _files(folders):
        try:
            content = os.fsencode(path.name) + b"\n" + path.read_bytes()
        except FileNotFoundError:
            continue  # a temporary one that has gone meanwhile
        found += [Hit(what, path.name, at) for what, at in _in(content, marks)]
    return found


def in_bytes(content: bytes, marks: Marks) -> set[str]:
    """What this holds."""
    return {what for what, _ in _in(content, marks)}


def _in(data: bytes, marks: Marks) -> list[tuple[str, int]]:
    """Each mark that is there, and where it is first."""
    if data == _NOTHING[: len(data)]:
        return []
    return [(name, at) for mark, name in marks.items() if (at := data.find(mark)) >= 0]


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_file():
            yield folder
        yield from (path for path in folder.rglob("*") if path.is_file())


def written(pid: int, bits: int = _IN_USE) -> Iterator[tuple[int, int]]:
    """The stretches of its writable memory in which every page has one of these bits: start and end."""
    with Path(f"/proc/{pid}/pagemap").open("rb", buffering=0) as pages:
        for start, end in _writable(pid):
            pages.seek(start // _PAGE * 8)
            entries = np.frombuffer(pages.read((end - start) // _PAGE * 8), dtype=np.uint64)
            is_one = np.concatenate(([False], (entries & np.uint64(bits)) != 0, [False]))
            edges = np.flatnonzero(is_one[1:] != is_one[:-1])
            for first, last in zip(edges[::2], edges[1::2], strict=True):
                yield start + int(first) * _PAGE, start + int(last) * _PAGE


def _writable(pid: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        region = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
        if region is not None and not line.endswith(("[vvar]", "[vsyscall]")):
            yield int(region[1], 16), int(region[2], 16)
