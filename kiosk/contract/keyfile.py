"""Key files: 32 raw bytes in base64, mode 0600, there whole or not at all after a power cut; and other small files so.

Without the fsync of the directory a renamed file was gone in 156 of 200 power cuts (docs/decisions/0003-durability.md).
"""

import base64
import os
from pathlib import Path

from kiosk.errors import BadSettings

LENGTH = 32


def write_key_file(path: Path, key: bytes) -> None:
    """Write `key` to `path`, durable when this returns. Raises BadSettings; then what was there before is there still."""
    try:
        write_private(path, base64.b64encode(key) + b"\n")
    except OSError as error:
        raise BadSettings(
            f"{path}: cannot be written ({error}). Technician: check the disk. What was there before is kept."
        ) from error


def read_key_file(path: Path) -> bytes:
    """The key at `path`. Raises BadSettings where it is missing, damaged, or others may read it."""
    try:
        if path.stat().st_mode & 0o077:
            raise BadSettings(f"{path}: others may read this key. Technician: chmod 600, then make a new key.")
        return as_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadSettings(
            f"{path}: no key can be read there ({error}). Technician: restore it; nothing was changed."
        ) from error


def as_key(text: bytes) -> bytes:
    """The key that `text` spells. Raises ValueError."""
    key = base64.b64decode(text.strip(), validate=True)
    if len(key) != LENGTH:
        raise ValueError(f"a key is {LENGTH} bytes, this has {len(key)}")
    return key


def write_private(path: Path, content: bytes) -> None:
    """Write a 0600 file, there whole or not at all, durable when this returns. Raises OSError."""
    fresh = path.with_name(path.name + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(handle, 0o600)
        if os.geteuid() == 0:  # written by root for the terminal's user: whose the folder is, his is the file
            owner = path.parent.stat()
            os.fchown(handle, owner.st_uid, owner.st_gid)
        rest = memoryview(content)
        while rest:  # on a disk that is nearly full a write may be short
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.rename(path)
    sync_directory(path.parent)


def erase(path: Path) -> None:
    """Write zeros over a file and remove it, durable; none there is fine. Flash may keep the old block all the same.

    Raises OSError.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        os.write(handle, bytes(os.fstat(handle).st_size))
        os.fsync(handle)
    finally:
        os.close(handle)
    path.unlink()
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make a file's appearance in its directory durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
