"""Start to first usable frame, and how one visit gives the glass to the next; memory of each process on the way."""

import time
from collections.abc import Callable

import numpy as np
import psutil

from kiosk.cli.bench import Bench
from tests.bench.glass import Glass, Pixels
from tests.bench.table import Row
from tests.bench.terminal import Terminal, children_cpu_seconds, cpu_seconds, pss, running, until

_MEMORY_RUNS = 3
_SAME = 0.98  # of the pixels: the clock on the glass may have moved on
_STEP = 4  # every fourth pixel of every fourth line: a comparison takes 0.1 ms


def measure(far: Bench, glass: Glass, runs: int) -> list[Row]:
    """Spawns `runs` terminals one after another on the same state."""
    with running(far, glass.display) as terminal:
        terminal.comes_to("attract")
        terminal.processes()
        shown = attract_on(glass)
    starts: list[float] = []
    behind: list[float] = []
    burnt: list[float] = []
    memory: dict[str, list[float]] = {"keeper": [], "visit": [], "standby": []}
    for _ in range(runs):
        glass.when(lambda: not shown(), "the glass to be dark again")
        began = time.monotonic()
        with running(far, glass.display) as terminal:
            starts.append(glass.when(shown, "attract") - began)
            burnt.append(_cpu_so_far(terminal))
            processes = terminal.processes()
            behind.append(time.monotonic() - began)
            if len(memory["keeper"]) < _MEMORY_RUNS:
                terminal.settled()
                for name, pid in processes.items():
                    memory[name].append(pss(pid))
    return [
        Row("start: kiosk run → attract's pixels", "s", starts, "spawn to 98 % of the pixels as they stay"),
        Row("start: CPU of keeper and visits until then", "s", burnt, "holds where the machine has other work"),
        Row("start: → one visit stands by too", "s", behind),
        *(Row(f"memory on attract, {name}", "MB PSS", values) for name, values in memory.items()),
        Row("memory on attract, all three", "MB PSS", [sum(each) for each in zip(*memory.values(), strict=True)]),
    ]


def handovers(terminal: Terminal, glass: Glass, runs: int) -> list[Row]:
    """Wake, leave from home: the next visit's attract comes up."""
    times: list[float] = []
    first: list[float] = []
    cost: list[float] = []
    terminal.comes_to("attract")
    terminal.settled()
    shown = attract_on(glass)
    for _ in range(runs):
        first.append(_wake(terminal, glass))
        pid = terminal.comes_to("home")
        glass.rest()
        children = children_cpu_seconds(terminal.keeper.pid)
        lifted = glass.tap(terminal.target("cancel"))
        times.append(glass.when(shown, "attract again") - lifted)
        until(lambda pid=pid: terminal.on_glass()[0] not in (0, pid), "the next visit")  # type: ignore[misc]
        processes = terminal.settled()
        until(lambda: children_cpu_seconds(terminal.keeper.pid) > children, "the visit's end")  # noqa: B023
        cost.append(cpu_seconds(processes["standby"]))
        glass.rest()
    return [
        Row(
            "first touch of a visit → home's pixels", "ms", [each * 1000 for each in first], "of a visit that stood by"
        ),
        Row("visit's end: exit touched → next attract", "ms", [each * 1000 for each in times], "wipe, handover, paint"),
        Row("CPU to bring a standby up", "s", cost, "imports, window, the screens of the usual way; off the glass"),
    ]


def _cpu_so_far(terminal: Terminal) -> float:
    """Seconds of the keeper and of what it started, the standby that has begun already too."""
    children = psutil.Process(terminal.keeper.pid).children()
    return sum(cpu_seconds(pid) for pid in (terminal.keeper.pid, *(child.pid for child in children)))


def _wake(terminal: Terminal, glass: Glass) -> float:
    """Seconds from the lifted finger to another screen than attract."""
    box = terminal.target("wake")
    glass.move(box["x"] + box["w"] / 2, box["y"] + box["h"] / 2)
    glass.press()
    before = glass.rest()
    lifted = glass.release()
    return glass.when(lambda: _share(glass.pixels, before) < _SAME, "home") - lifted


def attract_on(glass: Glass) -> Callable[[], bool]:
    """Whether the glass shows what it shows now (the clock aside)."""
    as_it_is = glass.rest()
    return lambda: _share(glass.pixels, as_it_is) >= _SAME


def _share(pixels: Pixels, other: Pixels) -> float:
    return float(np.mean(pixels[::_STEP, ::_STEP] == other[::_STEP, ::_STEP]))
