"""Looks for what a resident left: in the memory of processes and in files, in every encoding that it may have there."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

_ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le", "gb18030")  # utf-32: what text shaping makes of a str
_CHUNK = 2**20
_OVERLAP = 4096  # longer than any trace
_NOTHING = bytes(_CHUNK + _OVERLAP)

Traces = Mapping[bytes, str]


def of_card(card: str, *typed: str) -> Traces:
    """What must not be left of the person with this card (devices/id_card/cards.json), and of what was typed."""
    person = json.loads(files("devices.id_card").joinpath("cards.json").read_text("utf-8"))[card]
    words = {name: person[name] for name in ("name", "number", "address")}
    words |= {f"typed {place}": word for place, word in enumerate(typed)}
    traces: dict[bytes, str] = {}
    for name, word in words.items():
        for encoding in _ENCODINGS:
            # Digits are the same in two of them. Memory is full of zeros: a search for what ends in one is slow.
            traces.setdefault(word.encode(encoding).rstrip(b"\0"), f"{name} as {encoding}")
    return traces


def in_memory(pid: int, traces: Traces) -> set[str]:
    """What a living process holds in memory that it can write to. Needs root: a visit cannot be read otherwise."""
    found: set[str] = set()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _writable(pid):
            for place in range(start, end, _CHUNK):
                try:
                    memory.seek(place)
                    found |= _in(memory.read(min(_CHUNK + _OVERLAP, end - place)), traces)
                except (OSError, OverflowError):
                    break  # the region has gone meanwhile, or is a device's
    return found


def in_files(folders: Iterable[Path], traces: Traces) -> set[str]:
    """What lies in files under these folders; names included."""
    found: set[str] = set()
    for path in _files(folders):
        found |= {f"{what} in {path.name}" for what in _in(os.fsencode(path.name) + b"\n" + path.read_bytes(), traces)}
    return found


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_file():
            yield folder
        yield from (path for path in folder.rglob("*") if path.is_file())


def _in(data: bytes, traces: Traces) -> set[str]:
    if data == _NOTHING[: len(data)]:
        return set()
    return {name for trace, name in traces.items() if trace in data}


def _writable(pid: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        region = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
        if region is not None and not line.endswith(("[vvar]", "[vsyscall]")):
            yield int(region[1], 16), int(region[2], 16)
