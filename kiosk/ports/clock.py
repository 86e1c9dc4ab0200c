"""What the core asks of a clock. Order and time-outs come from `monotonic`; `utc_now` is only stored and shown."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time as an argument: the product passes the machine's, a test passes its own."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never goes back; counts on through suspend."""
        ...

    def utc_now(self) -> datetime:
        """The wall clock, with tzinfo UTC. May jump."""
        ...
