"""The bench's table: what was measured, on what."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = ("measured", "unit", "runs", "median", "p95", "min", "max", "note")
_ENOUGH_FOR_P95 = 20


@dataclass(frozen=True)
class Row:
    """One measurement: every value that was measured, in `unit`."""

    what: str
    unit: str
    values: Sequence[float]
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        if not self.values:
            return (self.what, self.unit, "0", "-", "-", "-", "-", self.note or "not measured")
        ordered = sorted(self.values)
        p95 = _short(_at(ordered, 0.95)) if len(ordered) >= _ENOUGH_FOR_P95 else "-"
        middle = _short(statistics.median(ordered))
        return (
            self.what,
            self.unit,
            str(len(ordered)),
            middle,
            p95,
            _short(ordered[0]),
            _short(ordered[-1]),
            self.note,
        )


def table(rows: Sequence[Row]) -> str:
    """Columns that line up."""
    lines = [_HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    ruled = [lines[0], tuple("-" * width for width in widths), *lines[1:]]
    return "\n".join(_line(line, widths) for line in ruled)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    left = {0, 1, len(cells) - 1}
    return "  ".join(
        cell.ljust(width) if column in left else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ).rstrip()


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def _short(value: float) -> str:
    """Three figures."""
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
