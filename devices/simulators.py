"""The far ends of all wires, as programs. `kiosk simulate` alone starts them; `kiosk run` never imports this."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from devices.far_end import FarEnd, run_until_told
from devices.id_card.simulator import ReaderSimulator
from devices.wires import PtyWire

_BITS_PER_BYTE = 10  # start, 8 data, stop


def run_id_reader(link: Path, control: Path | None, card: str | None, card_time: float, baud: int) -> None:
    """An identity-card reader behind the pseudo-terminal `link`, until SIGTERM. Raises KeyError for an unknown card."""
    device = ReaderSimulator(card_time, card)
    far_end = FarEnd(device, PtyWire(link), control, baud / _BITS_PER_BYTE)
    run_until_told(far_end, _say_ready(device="id-reader", link=str(link), control=str(control or "")))


def _say_ready(**what: object) -> Callable[[], None]:
    def say() -> None:
        sys.stdout.write(json.dumps({"ready": True, **what}, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    return say
