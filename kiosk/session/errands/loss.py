"""存储失灵 the store failed under this visit: nothing can be kept or handed in until it has ended. She hears it at once.

Where she has filled in something it stays on the screen; where she has not, she goes no further than the guide. What was
said to be held before stays true: an application that waits for its word is concluded by `outcome.waited`.
"""

from kiosk.session.events import HallSeen
from kiosk.session.model import Session, State
from kiosk.session.rules import Step, fault, stay, without_person
from kiosk.session.snapshot import FaultShown

_FILLED_IN = (State.FORM, State.MATERIALS, State.CAMERA, State.REVIEW, State.SIGN, State.IDENTITY_AGAIN)
_NOT_YET = (State.NOTICE, State.IDENTITY, State.COMPARISON)
_SERVICE = (State.GATE, State.STAFF, State.TECHNICIAN)


def heard(session: Session, event: HallSeen) -> Step:
    """What the keeper knows now; a loss is said once, where the screen that she is at needs the store."""
    is_new = event.store_lost and not is_lost(session)
    session = session.but(hall=event)
    if not is_new:
        return stay(session)
    if session.state in _NOT_YET:
        return without_person(session, State.GUIDE, sheet(session))
    if session.state in _FILLED_IN or session.state in _SERVICE:
        return stay(session.but(fault=sheet(session), leaving=False, helping=False))
    return stay(session)


def is_lost(session: Session) -> bool:
    """Whether the keeper has said so."""
    return session.hall is not None and session.hall.store_lost


def sheet(session: Session) -> FaultShown:
    """What happened, what is kept, what to do."""
    if session.state in _SERVICE:
        return fault("store-lost", "store-lost-service", "store-lost-service")
    return fault("store-lost", "nothing" if session.state in _NOT_YET else "store-lost", "store-lost")
