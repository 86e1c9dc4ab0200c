"""On what was measured: the machine, and the versions of what paints and stores."""

import ctypes
import os
import platform
from importlib.metadata import distribution, version
from pathlib import Path

import apsw
import psutil


def lines() -> list[str]:
    """Two lines under the table's title."""
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    return [
        f"machine   {_cpu()}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}, "
        f"no GPU used (Xvfb), load {load:.1f} before the first run",
        f"versions  kiosk {version('kiosk')}, Python {platform.python_version()}, Kivy {version('kivy')}, "
        f"SDL {_sdl()}, SQLite {apsw.sqlite_lib_version()}, Pillow {version('pillow')}",
    ]


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _sdl() -> str:
    """The one that Kivy's wheel carries, else the system's; asked, not guessed from a file's name."""
    carried = sorted(Path(str(distribution("kivy").locate_file("Kivy.libs"))).glob("libSDL2-2*.so*"))
    numbers = (ctypes.c_uint8 * 3)()
    try:
        ctypes.CDLL(str(carried[0]) if carried else "libSDL2-2.0.so.0").SDL_GetVersion(numbers)
    except OSError:
        return "?"
    return ".".join(map(str, numbers))
