"""What can be offered now: a matter is refused while no way is open to show who one is, or nothing more is taken in."""

from datetime import datetime

from kiosk.catalogue.matter import Matter, PersonProof
from kiosk.ports.comparison import Way
from kiosk.ports.status import Readiness
from kiosk.session.model import Session
from kiosk.session.snapshot import Say, WayShown

_SATURDAY = 5


def refusal(session: Session, matter: Matter) -> Say | None:
    """Why this matter cannot be started now; None where it can be finished."""
    if session.hall is not None and not session.hall.has_room:
        return Say("refuse.full")
    reasons = [_closed(session, proof) for proof in matter.proofs]
    return None if None in reasons else reasons[0]


def _closed(session: Session, proof: PersonProof) -> Say | None:
    """Why this proof of person cannot be given now."""
    if proof is PersonProof.NONE:
        return None
    if proof is PersonProof.CODE:
        return None if codes_work(session) else Say("refuse.qr-scanner")
    if not session.works("id_reader"):
        return Say("refuse.id-reader")
    if proof is PersonProof.COMPARED and all(way.refused for way in ways(session)):
        return Say("refuse.comparison")
    return None


def codes_work(session: Session) -> bool:
    """Whether a code of the phone can be read, and the backend asked whose it is."""
    return session.works("qr_scanner") and session.works("backend")


def takes(session: Session, *proofs: PersonProof) -> bool:
    """Whether the visit's matter is content with one of these proofs."""
    return session.matter is not None and any(proof in session.matter.proofs for proof in proofs)


def ways(session: Session) -> tuple[WayShown, ...]:
    """Who may compare a card with its person here, and why not now. A face module alone is no offer: it must be possible
    to say no to it."""
    found = tuple(WayShown(way, _way_closed(session, way)) for way in session.world.ways)
    others = any(way.refused is None for way in found if way.way is not Way.FACE)
    return tuple(
        WayShown(way.way, way.refused or Say("refuse.face-alone")) if way.way is Way.FACE and not others else way
        for way in found
    )


def _way_closed(session: Session, way: Way) -> Say | None:
    if way is Way.FACE:
        return None if session.works("face_comparison") else Say("refuse.face-comparison")
    if way is Way.AGENT and not session.works("id_reader"):  # the agent shows a card of his own
        return Say("refuse.id-reader")
    if way is Way.AGENT:
        return None if session.works("backend") else Say("refuse.agent-offline")
    return None if is_open(session) else Say("refuse.clerk-away")


def is_open(session: Session) -> bool:
    """Whether the windows are open, and a clerk can come over: the hall's working days and hours."""
    hall, now = session.world.hall, session.wall
    return _works_on(session, now) and any(
        hours.begins <= now.time() < hours.ends for hours in (hall.hours.morning, hall.hours.afternoon)
    )


def _works_on(session: Session, moment: datetime) -> bool:
    hall, day = session.world.hall, moment.date()
    return day in hall.workdays or (day.weekday() < _SATURDAY and day not in hall.holidays)


def notices(session: Session) -> tuple[Say, ...]:
    """What a resident should know before she begins: no paper (the number is shown instead), no network (kept here)."""
    found = []
    printer = session.statuses.get("receipt_printer")
    if printer is not None and printer.at(session.now).readiness in (Readiness.BLOCKED, Readiness.ABSENT):
        found.append(Say("notice.no-paper"))
    backend = session.statuses.get("backend")
    if backend is not None and backend.at(session.now).readiness in (Readiness.BLOCKED, Readiness.ABSENT):
        instant = session.matter is not None and session.matter.instant
        found.append(Say("notice.no-network-instant" if instant else "notice.no-network"))
    return tuple(found)


def has_tickets(session: Session) -> bool:
    """Whether a queue number can be taken: always, where the hall has window groups (numbers are never refused)."""
    return bool(session.world.hall.groups)


def has_bookings(session: Session) -> bool:
    """Whether a time at the window can be booked now: the hall gives it, so the hall must be there."""
    return session.works("backend") and session.matter is not None
