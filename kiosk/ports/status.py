"""A device's status: a value with age, cause and the person who must act. Stale means unknown, and unknown is never ready."""

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.errors import Actor, KioskError


class Readiness(StrEnum):
    """What a device can do now."""

    READY = "ready"
    LOW = "low"  # works, and will soon need somebody: paper near its end
    BLOCKED = "blocked"  # there, and cannot work until somebody acts
    ABSENT = "absent"  # the port does not answer or is gone
    UNKNOWN = "unknown"  # never asked, or asked too long ago


class How(StrEnum):
    """How a status was learned."""

    ASKED = "asked"
    TOLD = "told"  # the device said so by itself, or a command failed
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Status:
    """One device at one moment. `observed_at` and `holds_for` are monotonic seconds; `cause` is a message key."""

    readiness: Readiness
    observed_at: float
    how: How = How.ASKED
    cause: str | None = None
    actor: Actor | None = None
    holds_for: float = 30.0

    def at(self, now: float) -> "Status":
        """The same status as it must be taken at `now`: unknown once it no longer holds."""
        if now - self.observed_at <= self.holds_for:
            return self
        return replace(self, readiness=Readiness.UNKNOWN, cause="status.stale", actor=None)

    def works(self, now: float) -> bool:
        """Whether the device can be relied on at `now`."""
        return self.at(now).readiness in (Readiness.READY, Readiness.LOW)


def unknown(now: float) -> Status:
    """The status of a device that nobody has asked yet."""
    return Status(Readiness.UNKNOWN, now, How.ASSUMED)


def failed(error: KioskError, now: float, readiness: Readiness = Readiness.BLOCKED) -> Status:
    """The status that an error tells."""
    return Status(readiness, now, How.TOLD, error.key, error.actor)
