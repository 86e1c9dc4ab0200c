"""What can be offered now: a matter is refused while a device that it cannot do without does not work."""

from kiosk.catalogue.matter import Matter
from kiosk.ports.status import Readiness
from kiosk.session.model import Session
from kiosk.session.snapshot import Say


def refusal(session: Session, matter: Matter) -> Say | None:
    """Why this matter cannot be started now; None where it can be finished."""
    for device in matter.devices:
        if not session.works(device):
            return Say(f"refuse.{device.replace('_', '-')}")
    if session.hall is not None and not session.hall.accepts:
        return Say("refuse.full")
    return None


def notices(session: Session) -> tuple[Say, ...]:
    """What a resident should know before she begins: no paper (the number is shown instead), no network (kept here)."""
    found = []
    printer = session.statuses.get("receipt_printer")
    if printer is not None and printer.at(session.now).readiness in (Readiness.BLOCKED, Readiness.ABSENT):
        found.append(Say("notice.no-paper"))
    backend = session.statuses.get("backend")
    if backend is not None and backend.at(session.now).readiness in (Readiness.BLOCKED, Readiness.ABSENT):
        found.append(Say("notice.no-network"))
    return tuple(found)


def has_tickets(session: Session) -> bool:
    """Whether a queue number can be taken: always, where the hall has window groups (numbers are never refused)."""
    return bool(session.world.hall.groups)
