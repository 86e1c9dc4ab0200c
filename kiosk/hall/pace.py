"""How often each terminal may do something within an hour, counted by the hall's clock and in memory alone.

For what must be written down nowhere. A hall that starts anew counts from nothing, which a vandal cannot bring about.
"""

import threading
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


class Pace:
    """At most `most` within the last hour for each terminal; threads may ask at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._done: dict[str, list[datetime]] = {}  # only enrolled terminals come here, so this stays small
        self._lock = threading.Lock()

    def allows(self, terminal_id: str, now: datetime) -> bool:
        """Whether one more is allowed; then it counts. What was not allowed does not: waiting helps, trying harms not."""
        with self._lock:
            # A moment in the future was written by a clock that was wrong: it must not count for ever.
            lately = [at for at in self._done.get(terminal_id, ()) if now - HOUR <= at <= now]
            is_allowed = len(lately) < self._most
            self._done[terminal_id] = [*lately, now] if is_allowed else lately
        return is_allowed
