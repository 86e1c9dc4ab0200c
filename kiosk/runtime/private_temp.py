"""Each visit's own temporary directory: in memory where the machine has a file system there, gone with the visit.

We write nothing into one. A library may (OpenCV, Pillow, ctypes), and then it lies where the wipe finds it, and where the
keeper finds it when the visit is dead.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_NAME = "kiosk-visit-"
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 (a directory of our own in it, 0700, by mkdtemp)


class PrivateTemp:
    """One visit's. The keeper makes it and takes it away."""

    def __init__(self, state: Path, environ: Mapping[str, str] = os.environ) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=_prefix(state), dir=_root(state, environ)))

    def remove(self) -> None:
        """Away with all that is in it; never raises, may be called twice."""
        shutil.rmtree(self.path, ignore_errors=True)


def is_private(path: Path) -> bool:
    """Whether this is a directory that a keeper made for a visit."""
    return path.name.startswith(_NAME)


def empty(path: Path) -> str:
    """What the visit itself does at the wipe; how many things there were, or that some are left."""
    found = list(path.iterdir()) if path.is_dir() else []
    for each in found:
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        else:
            with suppress(OSError):
                each.unlink()
    left = sum(1 for each in found if each.exists())
    return f"{left} left" if left else f"{len(found)} removed"


def sweep(state: Path, environ: Mapping[str, str] = os.environ) -> int:
    """At the keeper's start, before any visit: what visits of an earlier run of this terminal left; how many."""
    found = [path for path in _root(state, environ).glob(f"{_prefix(state)}*") if path.is_dir()]
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return len(found)


def _root(state: Path, environ: Mapping[str, str]) -> Path:
    given = environ.get("RUNTIME_DIRECTORY", "").split(":")[0]  # systemd gives it, on a tmpfs
    for folder in (Path(given) if given else None, _IN_MEMORY):
        if folder is not None and os.access(folder, os.W_OK | os.X_OK):
            return folder
    return state


def _prefix(state: Path) -> str:
    """By the state directory: terminals side by side do not take each other's away."""
    return f"{_NAME}{hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:8]}-"
