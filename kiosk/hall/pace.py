"""How often each terminal may do something within an hour or a minute, counted by the hall's clock and in memory alone.

For what must be written down nowhere. A hall that starts anew counts from nothing, which a vandal cannot bring about.
"""

import math
import threading
from datetime import datetime, timedelta

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Pace:
    """At most `most` within the last hour (or `within`) for each terminal; threads may ask at once."""

    def __init__(self, most: int, within: timedelta = HOUR) -> None:
        self._most, self._within = most, within
        self._done: dict[str, list[datetime]] = {}  # only enrolled terminals come here, so this stays small
        self._lock = threading.Lock()

    def allows(self, terminal_id: str, now: datetime) -> bool:
        """Whether one more is allowed; then it counts. What was not allowed does not: waiting helps, trying harms not."""
        with self._lock:
            lately = self._lately(terminal_id, now)
            is_allowed = len(lately) < self._most
            self._done[terminal_id] = [*lately, now] if is_allowed else lately
        return is_allowed

    def wait(self, terminal_id: str, now: datetime) -> int:
        """Whole seconds until one more is allowed; at least 1."""
        with self._lock:
            lately = self._lately(terminal_id, now)
        if len(lately) < self._most:
            return 1
        free_at = lately[-self._most] + self._within
        return max(1, math.floor((free_at - now).total_seconds()) + 1)

    def _lately(self, terminal_id: str, now: datetime) -> list[datetime]:
        # A moment in the future was written by a clock that was wrong: it must not count for ever.
        return [at for at in self._done.get(terminal_id, ()) if now - self._within <= at <= now]
