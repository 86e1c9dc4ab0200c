"""How often a PIN may be guessed: the count is on disk before the PIN is checked, so a pulled plug gives no new tries.

5 free tries, then 15 s doubling, locked at 15 (VxSuite's figures, access-control.md).
"""

import math
from datetime import datetime

from kiosk.store.database import moment, stamp
from kiosk.store.journal.kinds import Kind
from kiosk.store.part import Part
from kiosk.store.records import PinDoor

FREE_TRIES = 5
FIRST_WAIT = 15.0
LOCKED_AT = 15


class PinGate(Part):
    """One gate for all PINs of the terminal, at each door of it."""

    def pin_try(self, now: datetime, door: PinDoor = PinDoor.ENTRANCE, pins: str = "") -> float:
        """0: counted, check the PIN now. Else the seconds to wait (inf: locked), and nothing was counted.

        `pins` tells the set of PINs (a hash of their file): a new set frees all tries, the locked gate too.
        """
        with self._database.transaction():
            row = self._database.row("SELECT tries, tried_at, pins FROM pin_gate WHERE door = ?", door.value)
            tries, tried_at, guessed_at = row or (0, None, pins)
            if guessed_at != pins:
                tries, tried_at = 0, None
            if tried_at and stamp(now) < tried_at:  # the clock was put back: waiting starts anew, and still ends
                self._database.rows("UPDATE pin_gate SET tried_at = ? WHERE door = ?", stamp(now), door.value)
                tried_at = stamp(now)
            wait = _wait(tries, moment(tried_at) if tried_at else None, now)
            if wait == 0:
                self._database.rows(
                    "UPDATE pin_gate SET tries = ?, tried_at = ?, pins = ? WHERE door = ?",
                    tries + 1, stamp(now), pins, door.value,
                )  # fmt: skip
                self._note(Kind.PIN, "tried")
        return wait

    def pin_good(self, door: PinDoor = PinDoor.ENTRANCE) -> None:
        """The PIN was right: all tries at this door are free again."""
        with self._database.transaction():
            self._database.rows("UPDATE pin_gate SET tries = 0, tried_at = NULL WHERE door = ?", door.value)
            self._note(Kind.PIN, "good")


def _wait(tries: int, tried_at: datetime | None, now: datetime) -> float:
    if tries >= LOCKED_AT:
        return math.inf
    if tries < FREE_TRIES or tried_at is None:
        return 0.0
    whole = FIRST_WAIT * 2 ** (tries - FREE_TRIES)
    return float(max(0.0, whole - (now - tried_at).total_seconds()))
