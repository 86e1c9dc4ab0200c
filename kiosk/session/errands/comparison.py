"""Card and person compared: a card alone proves that somebody holds it, not that it is hers.

A clerk looks and signs with the staff PIN, an agent of the village lays a card that the office knows, or a module on the
device compares the face after a consent of its own. Nobody is pushed to the face, and nobody is passed on the card alone.
"""

from dataclasses import replace

from kiosk.ports.comparison import Comparison, Way
from kiosk.ports.id_reader import CardKind
from kiosk.session import offers
from kiosk.session.commands import AskAgent, CheckPin, Command, CompareFace, StopComparing
from kiosk.session.errands import filling
from kiosk.session.errands.booking import open_booking
from kiosk.session.events import (
    AgentKnown,
    AgentUnknown,
    BackPressed,
    BookingOpened,
    CardFailed,
    CardRead,
    ConsentGiven,
    ConsentRefused,
    Event,
    PersonCompared,
    PinAnswered,
    PinEntered,
    TicketsOpened,
    WayChosen,
)
from kiosk.session.model import Compare, Session, State
from kiosk.session.proof import LONG_TERM, is_same
from kiosk.session.rules import Step, Table, stay, without_person
from kiosk.session.snapshot import Say, WayShown

# A face module that does not know her is not asked for ever: after so many misses a person has to look.
FACE_MISSES = 3


def ways(session: Session) -> tuple[WayShown, ...]:
    """Who may compare now; the face module has had its tries."""
    tired = session.compare.misses >= FACE_MISSES
    return tuple(
        WayShown(way.way, way.refused or Say("face.tired")) if tired and way.way is Way.FACE else way
        for way in offers.ways(session)
    )


def begin(session: Session) -> Step:
    """The card was read; now somebody compares. What the face module missed stays counted: going back gives no new tries."""
    return session.but(state=State.COMPARISON, compare=Compare(misses=session.compare.misses)), ()


def _choose(session: Session, event: WayChosen) -> Step:
    if session.compare.way is not None or all(way.way is not event.way or way.refused for way in ways(session)):
        return stay(session)
    return session.but(compare=Compare(way=event.way, misses=session.compare.misses)), ()


def _back(session: Session, event: Event) -> Step:
    """From a way back to the choice; from the choice back to the guide, and the card's facts go."""
    if session.compare.way is not None:
        return _to_choice(session), _stopped(session)
    return without_person(session, State.GUIDE)


def _to_choice(session: Session, trouble: Say | None = None) -> Session:
    return session.but(compare=Compare(misses=session.compare.misses, trouble=trouble))


def _stopped(session: Session) -> tuple[Command, ...]:
    return (StopComparing(),) if session.compare.way is Way.FACE else ()


def _passed(session: Session, way: Way, by: str) -> Step:
    comparison = Comparison(way, by, session.wall)
    return filling.begin(
        session.but(given=replace(session.given, comparison=comparison), compare=Compare(), touched_at=session.now)
    )


# ---- the face -----------------------------------------------------------------------------------------------------


def _agree(session: Session, event: Event) -> Step:
    """Only now, and only for this once, a face is looked at."""
    compare, card = session.compare, session.given.card
    if compare.way is not Way.FACE or compare.busy or card is None:
        return stay(session)
    return session.but(compare=replace(compare, consented=True, busy=True, trouble=None)), (CompareFace(card.photo),)


def _refuse(session: Session, event: Event) -> Step:
    return _to_choice(session), _stopped(session)


def _compared(session: Session, event: PersonCompared) -> Step:
    compare = session.compare
    if compare.way is not Way.FACE or not compare.busy:
        return stay(session)  # of a comparison that she has left
    if event.same:
        return _passed(session, Way.FACE, event.by)
    missed = replace(compare, busy=False, misses=compare.misses + 1, trouble=Say(event.cause or "face.different"))
    if missed.misses >= FACE_MISSES:
        return _to_choice(session.but(compare=missed), Say("face.tired")), ()
    return session.but(compare=replace(missed, consented=False)), ()


# ---- a clerk ------------------------------------------------------------------------------------------------------


def _pin(session: Session, event: PinEntered) -> Step:
    compare = session.compare
    if compare.way is not Way.CLERK or compare.busy or session.now < session.service.wait_until or not event.pin:
        return stay(session)
    return session.but(compare=replace(compare, busy=True, trouble=None)), (CheckPin(event.pin, at_comparison=True),)


def _vouched(session: Session, event: PinAnswered) -> Step:
    """The staff PIN is the clerk's signature; a technician's is none, for technicians decide about no person."""
    if session.compare.way is not Way.CLERK or not session.compare.busy:
        return stay(session)
    if event.role == "staff":
        return _passed(session, Way.CLERK, "staff")
    trouble = Say("gate.wait") if event.wait > 0 else Say("comparison.no-clerk" if event.role else "gate.wrong")
    service = replace(session.service, wait_until=session.now + event.wait)
    return session.but(service=service, compare=replace(session.compare, busy=False, trouble=trouble)), ()


# ---- an agent -----------------------------------------------------------------------------------------------------


def _agent(session: Session, event: CardRead) -> Step:
    """The agent's own card; the resident's, laid again, is nobody who could vouch for her."""
    compare, card = session.compare, session.given.card
    if compare.way is not Way.AGENT or compare.busy or card is None:
        return stay(session)
    if is_same(event.card, card):
        return session.but(compare=replace(compare, trouble=Say("comparison.own-card"))), ()
    over = event.card.valid_to != LONG_TERM and event.card.valid_to < f"{session.wall:%Y%m%d}"
    if over or event.card.kind is not CardKind.RESIDENT:
        return session.but(compare=replace(compare, trouble=Say("agent.unknown"))), ()
    return session.but(compare=replace(compare, busy=True, trouble=None)), (AskAgent(event.card),)


def _known(session: Session, event: AgentKnown) -> Step:
    if session.compare.way is not Way.AGENT or not session.compare.busy:
        return stay(session)
    return _passed(session, Way.AGENT, event.reference)


def _unknown(session: Session, event: AgentUnknown) -> Step:
    if session.compare.way is not Way.AGENT:
        return stay(session)
    return session.but(compare=replace(session.compare, busy=False, trouble=Say(event.key))), ()


def _unread(session: Session, event: CardFailed) -> Step:
    if session.compare.way is not Way.AGENT or session.compare.busy:
        return stay(session)
    return session.but(compare=replace(session.compare, trouble=Say(event.key))), ()


def _to_tickets(session: Session, event: Event) -> Step:
    return without_person(session, State.TICKETS)


TABLE: Table = {
    State.COMPARISON: {
        WayChosen: _choose,
        ConsentGiven: _agree,
        ConsentRefused: _refuse,
        PersonCompared: _compared,
        PinEntered: _pin,
        PinAnswered: _vouched,
        CardRead: _agent,
        CardFailed: _unread,
        AgentKnown: _known,
        AgentUnknown: _unknown,
        BookingOpened: open_booking,
        TicketsOpened: _to_tickets,
        BackPressed: _back,
    },
}
