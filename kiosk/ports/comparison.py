"""How a card and the person who shows it may be compared (人证核对), and what came of it.

A face is compared by a device (`face_comparison`), optional and never the only way; a clerk or an agent (代办员) looks with
their own eyes. Whoever compared answers for it: the comparison travels with the application.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Way(StrEnum):
    """Who compares."""

    FACE = "face"  # a module on the device, with a consent of its own
    CLERK = "clerk"  # a clerk beside the resident, who signs with the staff PIN
    AGENT = "agent"  # an agent of the village, who shows a card that the office knows


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison that found the card's own person. `by` says who answers for it: a model, a role, an agent's reference."""

    way: Way
    by: str
    at: datetime
