"""Files of the state directory: there whole or not at all after a power cut, and nobody else's to read."""

import os
from pathlib import Path

from kiosk.contract.keyfile import sync_directory

SIDES = ("", "-wal", "-shm")  # SQLite's file and the two beside it


def make_private(path: Path) -> None:
    """The file exists with 0600 before SQLite opens it; -wal and -shm take their mode from it. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    sync_directory(path.parent)


def make_folder(path: Path) -> None:
    """A folder that is there after a power cut too."""
    path.mkdir(mode=0o700, exist_ok=True)
    sync_directory(path.parent)


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path`, durable when this returns."""
    fresh = path.with_name(path.name + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    put_in_place(fresh, path)


def put_in_place(fresh: Path, path: Path) -> None:
    """Give a finished file its name."""
    fresh.rename(path)
    sync_directory(path.parent)
    if fresh.parent != path.parent:
        sync_directory(fresh.parent)


def sync_file(path: Path) -> None:
    """Its content, on disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def destroy(*paths: Path) -> None:
    """The files are gone when this returns. Flash keeps old blocks whatever is written: what lay there is sealed."""
    there = [path for path in paths if path.exists()]
    for path in there:
        path.unlink()
    for folder in {path.parent for path in there}:
        sync_directory(folder)


def database_files(path: Path) -> tuple[Path, ...]:
    """A database and what SQLite keeps beside it."""
    return tuple(path.with_name(path.name + side) for side in SIDES)
