"""The machine's own clock."""

import time
from datetime import UTC, datetime


class SystemClock:
    """Implements kiosk.ports.clock.Clock. CLOCK_BOOTTIME counts through suspend, CLOCK_MONOTONIC does not."""

    def monotonic(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def utc_now(self) -> datetime:
        return datetime.now(UTC)
