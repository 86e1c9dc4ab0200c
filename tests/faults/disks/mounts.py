"""File systems of our own for the harnesses: an ext4 in a file whose power can be cut, a small tmpfs that can be filled.

Both need root and a kernel that lets it mount.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_IN_MEMORY = Path("/dev/shm")


def why_not() -> str:
    """Why nothing can be mounted here; '' where it can."""
    if os.geteuid() != 0:
        return "only root mounts a file system"
    if not Path("/dev/loop-control").exists():
        return "this machine has no loop devices"
    return ""


class Ext4:
    """An ext4 whose image lies in memory: quick, and the page cache and the journal are the real ones."""

    def __init__(self, device: str, folder: Path) -> None:
        self._device, self.folder = device, folder

    def mount(self) -> None:
        """With what its disk holds; the journal is replayed as after any power cut."""
        subprocess.run(["mount", "-t", "ext4", self._device, str(self.folder)], check=True)

    def unmount(self) -> None:
        subprocess.run(["umount", str(self.folder)], check=True)


@contextmanager
def ext4(folder: Path, megabytes: int = 64) -> Iterator[Ext4]:
    """A fresh one, mounted at `folder`."""
    folder.mkdir()
    image = _IN_MEMORY / f"kiosk-faults-{os.getpid()}-{folder.name}.img"
    image.touch()
    os.truncate(image, megabytes << 20)
    try:
        subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
        device = _said("losetup", "--show", "-f", str(image))
        disk = Ext4(device, folder)
        try:
            disk.mount()
            yield disk
        finally:
            subprocess.run(["umount", "-q", str(folder)], check=False)
            subprocess.run(["losetup", "-d", device], check=True)
    finally:
        image.unlink()


@contextmanager
def small(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A tmpfs of that size at `folder`."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
