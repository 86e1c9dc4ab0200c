"""One running terminal and its processes, as the bench and the end-to-end tests look at it from outside."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from kiosk.cli import demo
from kiosk.cli.bench import Bench
from kiosk.runtime.bench_client import BenchClient

_PATIENCE = 20.0
_LOOK = 0.02
_CALM, _CALM_WINDOW, _CALM_WINDOWS = 0.05, 0.5, 6  # under 5 % of a core for 3 s in a row
_CPU_CLOCK = 2  # CPUCLOCK_SCHED of a whole process, linux/posix-timers.h


@dataclass(frozen=True)
class Terminal:
    """`kiosk run` on a bench."""

    far: Bench
    keeper: psutil.Popen | Any

    def windows(self) -> dict[int, dict[str, Any]]:
        """What each living visit's window shows, by process: {} of screen "" is one that stands by."""
        shown = {}
        for path in sorted((self.far.folder / "windows").glob("window-*.sock")):
            try:
                shown[int(path.stem.removeprefix("window-"))] = BenchClient(path).ask("targets")
            except (OSError, ValueError):
                continue  # its process has gone, or it is busy opening
        return shown

    def on_glass(self) -> tuple[int, dict[str, Any]]:
        """The visit that shows something: its process and what it shows; (0, {}) where there is none."""
        return next(((pid, shown) for pid, shown in self.windows().items() if shown["screen"]), (0, {}))

    def screen(self) -> str:
        return str(self.on_glass()[1].get("screen", ""))

    def targets(self) -> dict[str, dict[str, Any]]:
        return {target["id"]: target for target in self.on_glass()[1].get("targets", [])}

    def comes_to(self, screen: str) -> int:
        """Wait for a screen; the process that shows it."""
        until(lambda: self.screen() == screen, f"the screen {screen}")
        return self.on_glass()[0]

    def target(self, name: str) -> dict[str, Any]:
        """Wait for something that can be touched."""
        until(lambda: name in self.targets(), f"the target {name}")
        return self.targets()[name]

    def processes(self) -> dict[str, int]:
        """keeper, visit (on the glass) and standby, once all three are there and the standby's window is open."""
        found: dict[str, int] = {}

        def complete() -> bool:
            shown = self.windows()
            found.update(keeper=self.keeper.pid)
            found.update({"visit" if each["screen"] else "standby": pid for pid, each in shown.items()})
            return len(shown) == 2 and len(found) == 3

        until(complete, "a visit on the glass and one standing by")
        return found

    def settled(self) -> dict[str, int]:
        """`processes`, once none of them does more than wait: what they build ahead stands."""
        found = self.processes()
        still = 0

        def resting() -> bool:
            nonlocal still
            before = [cpu_seconds(pid) for pid in found.values()]
            time.sleep(_CALM_WINDOW)
            used = sum(cpu_seconds(pid) for pid in found.values()) - sum(before)
            still = still + 1 if used < _CALM * _CALM_WINDOW else 0
            return still >= _CALM_WINDOWS

        until(resting, "the terminal to settle", 3 * _PATIENCE)
        return found


@contextmanager
def running(far: Bench, display: str) -> Iterator[Terminal]:
    """A terminal from its start to its end by SIGTERM."""
    with demo.terminal(far, display) as keeper:
        yield Terminal(far, keeper)


def until(holds: Callable[[], Any], what: str, patience: float = _PATIENCE) -> float:
    """Wait for it; the seconds that took. Raises TimeoutError."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > patience:
            raise TimeoutError(f"waited {patience:.0f} s for {what}")
        time.sleep(_LOOK)
    return time.monotonic() - began


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far, threads that have ended too, in nanosecond steps (clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | _CPU_CLOCK)


def children_cpu_seconds(pid: int) -> float:
    """CPU time of the children that have ended and were waited for."""
    times = psutil.Process(pid).cpu_times()
    return float(times.children_user + times.children_system)


def pss(pid: int) -> float:
    """MB, each shared page divided by those who share it."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"no Pss of {pid}")
