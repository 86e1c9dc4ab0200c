"""The promises as data (promises.toml), and the page that says how they were kept: docs/promises.md."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.faults.figures import Figure, measured

_HERE = Path(__file__).parent
PAGE = _HERE.parents[1] / "docs" / "promises.md"
_HEAD = """# Promises

What a resident and the office may rely on, and what was measured. `make faults` runs every line at full length (hours) and
writes this page; each line's command runs that line alone, `--trials N` makes it shorter. Short forms of all run in
`make test`. A line that was measured with fewer trials than it asks for says so.

| promise | asked | must | measured last | command |
| --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Promise:
    """One row; `harnesses` are module names with the trials that they are run for."""

    key: str
    says: str
    asks: str
    must: str
    harnesses: dict[str, int]


def promises() -> list[Promise]:
    """All of them."""
    return [Promise(**row) for row in tomllib.loads((_HERE / "promises.toml").read_text("utf-8"))["promise"]]


def harnesses() -> dict[str, int]:
    """Every harness once, with its full number of trials."""
    return {name: trials for promise in promises() for name, trials in promise.harnesses.items()}


def page() -> str:
    """docs/promises.md as it must be."""
    known = measured()
    return _HEAD + "".join(_row(promise, known) for promise in promises())


def write() -> None:
    """Bring the page up to date."""
    PAGE.write_text(page(), "utf-8")


def _row(promise: Promise, known: dict[str, list[Figure]]) -> str:
    said = [
        _said(figure, trials)
        for name, trials in promise.harnesses.items()
        for figure in known.get(name, [])
        if figure.promise == promise.key
    ]
    commands = "<br>".join(f"`.venv/bin/python -m tests.faults {name}`" for name in promise.harnesses)
    return (
        f"| {promise.says} | {promise.asks} | {promise.must} | {'<br>'.join(said) or 'not measured'} | {commands} |\n"
    )


def _said(figure: Figure, asked: int) -> str:
    value = f"{figure.value}; " if figure.value else ""
    short = f" (of {asked:,} asked)" if figure.trials < asked else ""
    broken = "" if figure.is_kept else " **missed**"
    return f"{figure.what}: {value}{figure.violations} of {figure.trials:,}{short}{broken}"
