"""What the core asks of a receipt printer, and the paper that it is asked for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from kiosk.ports.status import Status

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Line:
    """Text; longer than the paper is wide, it is broken. `size` multiplies width and height (1 to 4)."""

    text: str
    size: int = 1
    bold: bool = False
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Pair:
    """A label at the left edge and its value at the right edge; the value wraps below when both do not fit."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code in the middle; `module` is dots per module."""

    payload: str
    module: int = 6


Block = Line | Pair | Rule | Space | Qr


@dataclass(frozen=True, slots=True)
class Paper:
    """One piece of paper: what is printed before the cut. `kind` names it in the ledger: slip, ticket, test."""

    kind: str
    blocks: tuple[Block, ...]


class Printed(StrEnum):
    """The three outcomes of a print (XFS4IoT's split)."""

    CONFIRMED = "confirmed"  # the printer said afterwards that all is well
    NOTHING = "nothing"  # refused before the first byte: no paper came out
    UNKNOWN = "unknown"  # bytes were sent and what came of them is not known


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What became of one paper; `cause` is a message key where it was not confirmed."""

    printed: Printed
    cause: str | None = None


class ReceiptPrinter(Protocol):
    """One printer. Only the thread that owns it calls it; every call returns within its driver's deadlines."""

    def open(self) -> None:
        """Open the port. Raises DeviceUnplugged."""
        ...

    def close(self) -> None:
        """Close the port; never raises; may be called twice."""
        ...

    def print(self, paper: Paper) -> PrintOutcome:
        """Ask the status, print and cut, ask again. Never raises a device's fault: the outcome says it."""
        ...

    def status(self) -> Status:
        """Ask the printer how it is; a status is returned even when the port is gone."""
        ...
