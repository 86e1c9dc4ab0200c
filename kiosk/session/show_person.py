"""Who is here, as the screen may see it: the card or the code that is asked for, and who compares."""

from typing import Literal

from kiosk.catalogue.matter import PersonProof
from kiosk.forms import masks
from kiosk.ports.comparison import Way
from kiosk.session import offers
from kiosk.session.errands import comparison
from kiosk.session.model import Session, State
from kiosk.session.proof import STUCK_AFTER
from kiosk.session.snapshot import ComparisonShown, IdentityShown, Say, Shown

# Seconds without a touch or a card: it may lie there since before, and no reader finds a card twice that was not lifted.
_PATIENCE = 8.0


def identity_shown(session: Session) -> Shown:
    again = session.state is State.IDENTITY_AGAIN
    purpose: Literal["again", "start"] = "again" if again else "start"
    proof, card, codes = session.proof, _card_does(session), _code_does(session)
    phase: Literal["waiting", "asking", "failed", "unavailable"] = "waiting" if proof.trouble is None else "failed"
    trouble = proof.trouble
    if proof.asking:
        phase, trouble = "asking", None
    elif not card and not codes:
        phase, trouble = "unavailable", Say("refuse.qr-scanner" if session.given.code else "refuse.id-reader")
    elif phase == "waiting" and card and session.now - session.touched_at >= _PATIENCE:
        trouble = Say("identity.lift-first")
    office = session.world.hall.card_office
    return IdentityShown(
        purpose=purpose,
        phase=phase,
        trouble=trouble,
        misses=proof.misses,
        tickets=not again or phase == "unavailable",
        card=card,
        codes=codes,
        stuck=proof.misses >= STUCK_AFTER,
        bookings=not again and offers.has_bookings(session),
        replace_at=office.in_(session.language) if office else "",
    )


def _card_does(session: Session) -> bool:
    """Whether a card can be laid now; asked again, it is what was shown before."""
    if not session.works("id_reader"):
        return False
    if session.state is State.IDENTITY_AGAIN:
        return session.given.code is None
    return offers.takes(session, PersonProof.CARD, PersonProof.COMPARED)


def _code_does(session: Session) -> bool:
    if not offers.codes_work(session):
        return False
    if session.state is State.IDENTITY_AGAIN:
        return session.given.code is not None
    return offers.takes(session, PersonProof.CODE)


def comparison_shown(session: Session) -> Shown:
    compare, card = session.compare, session.given.card
    phase: Literal["choose", "consent", "face", "clerk", "agent"] = "choose"
    if compare.way is Way.FACE:
        phase = "face" if compare.consented else "consent"
    elif compare.way is not None:
        phase = "clerk" if compare.way is Way.CLERK else "agent"
    return ComparisonShown(
        name=masks.name(card.name) if card else "",
        phase=phase,
        ways=comparison.ways(session),
        busy=compare.busy,
        trouble=compare.trouble or _closed_meanwhile(session),
        points=tuple(Say(f"comparison.face.point.{number}") for number in (1, 2, 3, 4)) if phase == "consent" else (),
        wait=max(0, round(session.service.wait_until - session.now)) if phase == "clerk" else 0,
        bookings=offers.has_bookings(session),
        tickets=offers.has_tickets(session),
    )


def _closed_meanwhile(session: Session) -> Say | None:
    """Why the way that was chosen cannot be gone on now: its device or the line died. A clerk who is there may stay late."""
    compare = session.compare
    if compare.busy or compare.way not in (Way.FACE, Way.AGENT):
        return None
    return next((way.refused for way in comparison.ways(session) if way.way is compare.way), None)
