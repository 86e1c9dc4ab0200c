"""What `make bench` runs: measures a terminal under Xvfb and prints a table. `--short` is a smoke run of the same things."""

import argparse
import tempfile
import time
from pathlib import Path

from kiosk.cli import bench
from tests.bench import card, idle, machine, start, touch, visit
from tests.bench.glass import glass
from tests.bench.table import Row, table
from tests.bench.terminal import running

_NOT_MEASURED = """not measured here: a GPU, a real touch panel (XTest stands for it), real wires, a disk-cold start.
Pixels are polled every 0.5 ms beside the terminal on the same cores; the machine's other load is in the figures."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="few runs: does it work at all")
    short = options.parse_args().short
    began = time.monotonic()
    about = machine.lines()
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        rows = measure(Path(folder), short)
    print("\n".join([*about, "", table(rows), "", _NOT_MEASURED, f"measured in {time.monotonic() - began:.0f} s"]))


def measure(folder: Path, short: bool) -> list[Row]:
    """Everything, in the table's order."""
    rows: list[Row] = []
    with bench.start(folder) as far, glass() as shown:
        rows += start.measure(far, shown, runs=2 if short else 5)
        with running(far, shown.display) as terminal:
            rows += idle.measure(terminal, shown, runs=1 if short else 3, seconds=3 if short else 10)
            rows += start.handovers(terminal, shown, runs=1 if short else 5)
            rows += touch.measure(terminal, shown, runs=4 if short else 30)
            rows += visit.measure(terminal, shown, folder / "pictures")
    (folder / "card").mkdir()
    return rows + card.measure(folder / "card", runs=2 if short else 10)


if __name__ == "__main__":
    main()
