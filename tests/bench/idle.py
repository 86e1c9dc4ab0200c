"""What the terminal burns while nobody is there."""

import time

from tests.bench.glass import Glass
from tests.bench.table import Row
from tests.bench.terminal import Terminal, cpu_seconds


def measure(terminal: Terminal, glass: Glass, runs: int, seconds: float) -> list[Row]:
    """Every process of the terminal on attract, `runs` windows of `seconds` each, nobody asking it anything."""
    terminal.comes_to("attract")
    processes = terminal.settled()
    glass.rest()
    used: dict[str, list[float]] = {name: [] for name in processes}
    for _ in range(runs):
        began = time.monotonic()
        before = {name: cpu_seconds(pid) for name, pid in processes.items()}
        time.sleep(seconds)
        passed = time.monotonic() - began
        for name, pid in processes.items():
            used[name].append((cpu_seconds(pid) - before[name]) / passed * 100)
    return [
        *(
            Row(f"idle on attract, {name}", "% of a core", values, f"{seconds:.0f} s each")
            for name, values in used.items()
        ),
        Row("idle on attract, all three", "% of a core", [sum(each) for each in zip(*used.values(), strict=True)]),
    ]
