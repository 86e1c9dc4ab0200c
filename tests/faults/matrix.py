"""The fault matrix, walked: each fault × each step on the simulators, and whether it leads to what is declared.

`trials` is how many cells are walked, drawn by `seed`; all of them where that many are asked. Two benches side by side.
"""

import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import structlog

from kiosk.cli import bench
from tests.faults.figures import Figure
from tests.faults.grid.data import Fault, Step, grid
from tests.faults.grid.walker import Seen, Walker

_ROOT = Path(__file__).parents[2]
_BENCHES = 2
_PIECE = 10  # cells of one step that one terminal is walked through at most


def measure(trials: int, seed: int) -> list[Figure]:
    """Walk and count."""
    began = time.monotonic()
    cells = sample(trials, seed)
    seen = walk(cells)
    wrong = [each for each in seen if not each.is_kept]
    detail = {
        "cells": len(grid().cells()),
        "got": dict(Counter(each.got for each in seen if each.is_kept)),
        "violations": [each.line() for each in wrong],
    }
    what = f"{len(grid().faults)} faults × {len(grid().steps)} steps"
    return [Figure("matrix", what, len(seen), len(wrong), time.monotonic() - began, detail=detail)]


def sample(trials: int, seed: int) -> list[tuple[Step, Fault]]:
    """So many cells, drawn by the seed in handfuls of one step each: to come to a step costs more than a fault there."""
    cells = grid().cells()
    if trials >= len(cells):
        return cells
    handfuls = _pieces(cells)
    random.Random(seed).shuffle(handfuls)
    return [cell for handful in handfuls for cell in handful][:trials]


def _pieces(cells: list[tuple[Step, Fault]]) -> list[list[tuple[Step, Fault]]]:
    columns: dict[str, list[tuple[Step, Fault]]] = defaultdict(list)
    for cell in cells:
        columns[cell[0].key].append(cell)
    return [column[at : at + _PIECE] for column in columns.values() for at in range(0, len(column), _PIECE)]


def walk(cells: list[tuple[Step, Fault]], benches: int = _BENCHES) -> list[Seen]:
    """All of these, on so many benches side by side."""
    if str(_ROOT) not in sys.path:  # the processes below import this module by its name
        sys.path.insert(0, str(_ROOT))
    pieces = _pieces(cells)
    lots = [pieces[start::benches] for start in range(benches)]
    lots = [lot for lot in lots if lot]
    with ProcessPoolExecutor(len(lots), mp_context=get_context("spawn")) as pool:
        return [seen for found in pool.map(_walk_lot, lots) for seen in found]


def _walk_lot(pieces: list[list[tuple[Step, Fault]]]) -> list[Seen]:
    """One bench, one piece after another."""
    structlog.configure(processors=[_drop])
    seen = []
    with tempfile.TemporaryDirectory(prefix="matrix-") as made:
        folder = Path(made)
        with bench.start(folder / "bench", card_time=0.0, paper_speed=5000.0, baud=4_000_000) as far:
            walker = Walker(far, folder)
            for piece in pieces:
                seen += walker.walk(piece[0][0], [fault for _, fault in piece])
            walker.close()
    return seen


def _drop(*_: object) -> dict[str, object]:
    raise structlog.DropEvent
