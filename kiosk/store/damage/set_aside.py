"""A damaged database leaves the terminal's way: moved into a folder of its own, read for what it still gives, reported.

STATE/damaged/0001-20261122T083000Z/ holds the file with its WAL, and `report.json` once the new database is whole. A
folder without a report was interrupted, and is taken up again at the next start, wherever it was. Nothing in it is ever
deleted but by `release`, which a technician asks for.
"""

import json
import math
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.contract.keyfile import sync_directory
from kiosk.store.damage import salvage
from kiosk.store.damage.salvage import Salvaged
from kiosk.store.files import database_files, destroy, make_folder, put_in_place, write_text
from kiosk.store.migrate import backup_of

KEPT_DAYS = 30  # after that the technician is told more loudly; unsent data is never deleted silently
_FOLDER, _REPORT, _NOTED, _RELEASED = "damaged", "report.json", "noted", "released-"
_DESTROYED = "destroyed-"
_NAME = re.compile(r"(\d{4,})-(\d{8}T\d{6}Z)")
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class SetAside:
    """One damaged database and what became of what was in it. `size` in bytes."""

    number: int
    at: datetime
    salvaged: Salvaged
    folder: Path

    def days(self, now: datetime) -> int:
        """How old, in whole days."""
        return max(0, (now - self.at).days)

    def days_left(self, now: datetime) -> int:
        """Until when a technician should have released it; 0 when that is over."""
        return max(0, math.ceil((self.at + timedelta(days=KEPT_DAYS) - now) / timedelta(days=1)))

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.stat().st_size for file in self.folder.iterdir())


def folder_of(path: Path) -> Path:
    """Where the database at `path` and all before it are set aside."""
    return path.parent / _FOLDER


def generation(path: Path) -> int:
    """How many databases were set aside at `path`, released ones too; -1 where there never was one."""
    marker = _marker(path)
    try:
        said = int(marker.read_text("ascii")) if marker.exists() else -1
    except ValueError:  # it was there, and is hurt; the database knows its own number too
        said = 0
    return max([said, *(number for number, _ in _folders(path))])


def began(path: Path, number: int) -> None:
    """From now on a file that is missing or empty is a loss, not a first start."""
    marker, said = _marker(path), f"{number}\n"
    if not marker.exists() or marker.read_bytes() != said.encode():
        write_text(marker, said)


def set_aside(path: Path, now: datetime) -> SetAside:
    """Take the file out of the way and begin anew with what it gives. Raises StoreError or OSError; then call again."""
    number = max(0, generation(path)) + 1
    make_folder(folder_of(path))
    folder = folder_of(path) / f"{number:04d}-{now.astimezone(UTC).strftime(_STAMP)}"
    make_folder(folder)
    write_text(_marker(path), f"{number}\n")
    return _carry_on(path, number, folder)


def finish(path: Path) -> SetAside | None:
    """What was interrupted the last time, if anything was. Raises StoreError or OSError."""
    found = None
    _destroy_released(path)
    for number, folder in _folders(path):
        if not (folder / _REPORT).exists():
            found = _carry_on(path, number, folder)
    fresh = _fresh(path)
    if fresh.exists() and not path.exists():
        put_in_place(fresh, path)
    return found


def list_set_aside(path: Path) -> tuple[SetAside, ...]:
    """Every damaged database that is still here, oldest first. Those whose moving was interrupted are left out."""
    found = []
    for number, folder in _folders(path):
        try:
            said = json.loads((folder / _REPORT).read_text("utf-8"))
            salvaged = Salvaged(int(said["saved"]), int(said["lost"]), bool(said["is_all_read"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        found.append(SetAside(number, _at(folder), salvaged, folder))
    return tuple(found)


def unnoted(path: Path) -> list[SetAside]:
    """Those that do not stand in the journal yet."""
    return [each for each in list_set_aside(path) if not (each.folder / _NOTED).exists()]


def is_noted(each: SetAside) -> None:
    """It stands in the journal now."""
    write_text(each.folder / _NOTED, "")


def release(path: Path, number: int) -> None:
    """Destroy one of them for ever. The keeper writes it into the journal when it next looks. Raises OSError."""
    for known, folder in _folders(path):
        if known == number:
            put_in_place(folder, folder_of(path) / f"{_DESTROYED}{number:04d}")
    _destroy_released(path)


def released(path: Path) -> list[int]:
    """Which were released and do not stand in the journal yet."""
    names = folder_of(path).glob(f"{_RELEASED}*") if folder_of(path).is_dir() else ()
    return sorted(int(file.name.removeprefix(_RELEASED)) for file in names if not file.name.endswith(".new"))


def release_is_written_down(path: Path, number: int) -> None:
    """It stands in the journal now."""
    destroy(folder_of(path) / f"{_RELEASED}{number:04d}")


def _destroy_released(path: Path) -> None:
    """The mark for the journal first: what is half destroyed was released."""
    for folder in sorted(folder_of(path).glob(f"{_DESTROYED}*")):
        write_text(folder_of(path) / folder.name.replace(_DESTROYED, _RELEASED), "")
        destroy(*folder.iterdir())
        folder.rmdir()
        sync_directory(folder.parent)


def _carry_on(path: Path, number: int, folder: Path) -> SetAside:
    """Moved, then read, then replaced. What stands at `path` until the report is written is the damaged file."""
    at = _at(folder)
    for file in (*reversed(database_files(path)), backup_of(path)):
        if file.exists():
            put_in_place(file, folder / file.name)
    salvaged = salvage.begin_anew(folder / path.name, _fresh(path), number, _text(at))
    write_text(folder / _REPORT, json.dumps(asdict(salvaged)) + "\n")
    put_in_place(_fresh(path), path)
    return SetAside(number, at, salvaged, folder)


def _folders(path: Path) -> list[tuple[int, Path]]:
    inside = folder_of(path).iterdir() if folder_of(path).is_dir() else ()
    named = [(_NAME.fullmatch(folder.name), folder) for folder in inside]
    return sorted((int(name[1]), folder) for name, folder in named if name is not None)


def _at(folder: Path) -> datetime:
    return datetime.strptime(folder.name.partition("-")[2], _STAMP).replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _fresh(path: Path) -> Path:
    return path.with_name(path.name + ".new")


def _marker(path: Path) -> Path:
    return path.with_name(path.name + ".generation")
