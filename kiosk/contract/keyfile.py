"""Key files: 32 raw bytes in base64, mode 0600, there whole or not at all after a power cut.

Without the fsync of the directory a renamed file was gone in 156 of 200 power cuts (docs/decisions/0003-durability.md).
"""

import base64
import os
from pathlib import Path

from kiosk.errors import BadSettings


def write_key_file(path: Path, key: bytes) -> None:
    """Write `key` to `path`, durable when this returns."""
    fresh = path.with_name(path.name + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(handle, 0o600)
        os.write(handle, base64.b64encode(key) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.rename(path)
    sync_directory(path.parent)


def read_key_file(path: Path) -> bytes:
    """The key at `path`. Raises BadSettings where it is missing, damaged, or others may read it."""
    try:
        if path.stat().st_mode & 0o077:
            raise BadSettings(f"{path}: others may read this key. Technician: chmod 600, then make a new key.")
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except (OSError, ValueError) as error:
        raise BadSettings(
            f"{path}: no key can be read there ({error}). Technician: restore it; nothing was changed."
        ) from error
    if len(key) != 32:
        raise BadSettings(
            f"{path}: a key is 32 bytes, this has {len(key)}. Technician: restore it; nothing was changed."
        )
    return key


def sync_directory(path: Path) -> None:
    """Make a file's appearance in its directory durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
