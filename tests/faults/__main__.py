"""`python -m tests.faults NAME [--trials N] [--seed S] [--keep]`: one harness; `list`: all of them; `table`: the page.

A harness is a module beside this file with `measure(trials, seed) -> list[Figure]`, named in promises.toml.
"""

import argparse
import sys
from importlib import import_module

from tests.faults import figures, promises

SEED = 20261122


def main() -> int:
    """0: kept; 1: broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("name", choices=[*promises.harnesses(), "list", "table"])
    parser.add_argument("--trials", type=int, help="default: what the promise asks")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", action="store_true", help="write the figure down (measured.json, docs/promises.md)")
    asked = parser.parse_args()
    if asked.name == "list":
        print("\n".join(f"{name}\t{trials:,}" for name, trials in promises.harnesses().items()))
        return 0
    if asked.name == "table":
        promises.write()
        return 0
    measure = import_module(f"tests.faults.{asked.name}").measure
    found = measure(asked.trials or promises.harnesses()[asked.name], asked.seed)
    for figure in found:
        print(figure.line(), flush=True)
    if asked.keep:
        figures.keep(asked.name, found)
        promises.write()
    return 0 if all(figure.is_kept for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
