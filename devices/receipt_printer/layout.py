"""Paper → rows that fit: columns counted as the printer prints them, labels and values aligned, lines broken.

Lines are broken by the two rules that people notice: no line begins with a closing mark, none ends with an opening one.
Nothing here knows a byte of ESC/POS.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import segno

from devices.receipt_printer.charset import printable
from kiosk.ports.receipt_printer import Align, Line, Pair, Paper, Qr, Rule, Space
from kiosk.text.width import columns

Width = Literal[58, 80]
DOTS: dict[Width, int] = {58: 384, 80: 576}  # print width at 203 dpi: 48 mm and 72 mm
CELL = 12  # dots of one column
QR_ERROR_CORRECTION = "m"
_QR_QUIET = 4  # modules of white on each side
_QR_SMALLEST = 3  # dots a module; below 0.375 mm phones begin to fail
_QR_LONGEST = 300  # bytes: more makes modules too small for 58 mm paper

_NO_START = frozenset("，。、；：？！）》」』】〕”’·…—％℃,.;:?!)]}%")
_NO_END = frozenset("（《「『【〔“‘([{￥$#")


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line that fits."""

    text: str
    size: int = 1
    bold: bool = False
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class QrRow:
    """A code that fits; `module` is dots per module."""

    payload: bytes
    module: int


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int


Laid = Row | QrRow | Feed


def lay_out(paper: Paper, width: Width) -> tuple[Laid, ...]:
    """Raises ValueError for a code that cannot be printed on this width."""
    return tuple(row for block in paper.blocks for row in _lay(block, DOTS[width]))


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; what cannot be printed is replaced first. Always at least one line."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _wrap_paragraph(printable(paragraph), width)
    return lines


def _lay(block: Line | Pair | Rule | Space | Qr, dots: int) -> Iterator[Laid]:
    full = dots // CELL
    match block:
        case Line(text, size, bold, align):
            size = min(max(size, 1), 4)
            yield from (Row(line, size, bold, align) for line in wrap(text, full // size))
        case Pair(label, value):
            yield from map(Row, _pair(printable(label), printable(value), full))
        case Rule():
            yield Row("-" * full)
        case Space(lines):
            yield Feed(max(lines, 0))
        case Qr(payload, module):
            yield _qr(payload, module, dots)


def _pair(label: str, value: str, width: int) -> list[str]:
    gap = width - columns(label) - columns(value)
    if gap >= 1:
        return [label + " " * gap + value]
    below = wrap(value, width - 2)
    if len(below) == 1:  # one line keeps to the right edge, several read better from the left
        below = [" " * (width - 2 - columns(below[0])) + below[0]]
    return [*wrap(label, width), *("  " + line for line in below)]


def _qr(payload: str, module: int, dots: int) -> QrRow:
    data = payload.encode("utf-8")
    if not 0 < len(data) <= _QR_LONGEST or any(byte < 0x20 for byte in data):
        raise ValueError("a QR payload has 1 to 300 bytes and no control characters")
    # Version and size as the printer will choose them: bytes mode, same error correction.
    modules = segno.make_qr(data, error=QR_ERROR_CORRECTION, mode="byte", boost_error=False).symbol_size(
        border=_QR_QUIET
    )
    fitting = dots // int(modules[0])
    if fitting < _QR_SMALLEST:
        raise ValueError("a QR payload too long for this paper")
    return QrRow(data, min(max(module, _QR_SMALLEST), fitting, 16))


def _wrap_paragraph(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for unit in _units(text):
        if columns(line) + columns(unit) <= width:
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = "" if unit == " " else unit
        while columns(line) > width:
            head = _head(line, width)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _units(text: str) -> list[str]:
    """What stays together: a Latin word, and a mark with the character that it belongs to."""
    units: list[str] = []
    for character in text:
        if units and _belongs(units[-1][-1], character):
            units[-1] += character
        else:
            units.append(character)
    return units


def _belongs(before: str, character: str) -> bool:
    if " " in (before, character):
        return False
    both_latin = before.isascii() and character.isascii()
    return both_latin or character in _NO_START or before in _NO_END


def _head(text: str, width: int) -> str:
    """As many characters as fit, at least one."""
    taken = 0
    for place, character in enumerate(text):
        taken += columns(character)
        if taken > width:
            return text[: max(place, 1)]
    return text
