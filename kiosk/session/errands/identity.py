"""Who is here: the card is read, and laid again where it no longer vouches for the person at the screen."""

from dataclasses import replace
from datetime import date

from kiosk.forms import prefill
from kiosk.ports.id_reader import CardKind, IdCard
from kiosk.session import form
from kiosk.session.commands import StopReader
from kiosk.session.events import BackPressed, CardFailed, CardRead, CardRemoved, Event, TicketsOpened
from kiosk.session.model import Given, Place, Proof, Session, State
from kiosk.session.rules import Step, Table, stay
from kiosk.session.snapshot import FaultShown, Say

LONG_TERM = "长期"


def _read(session: Session, event: CardRead) -> Step:
    if session.matter is None:
        return stay(session)
    trouble = _unfit(event.card, session.wall.date())
    if trouble is not None:
        return _miss(session, trouble), ()
    rule = session.matter.age
    today = session.wall.date()
    if rule is not None and prefill.age(event.card.birth, today) < rule.years:
        return _too_young(session, rule.sentence.in_(session.language))
    answers = {**prefill.from_card(session.matter.fields, event.card, today), **session.given.answers}
    known = session.but(
        state=State.FORM,
        given=replace(session.given, card=event.card, answers=answers),
        proof=Proof(there=True),
        place=Place(),
        touched_at=session.now,  # who lays a card is there
    )
    return known.but(place=Place(focus=form.first_open(known))), ()


def _read_again(session: Session, event: CardRead) -> Step:
    """Only the very same card goes on; another one changes nothing and is said to be another one."""
    if session.given.card is None or not is_same(event.card, session.given.card):
        return _miss(session, Say("identity.other-card")), ()
    return session.but(state=session.place.then, proof=Proof(there=True), place=Place(), touched_at=session.now), ()


def _failed(session: Session, event: CardFailed) -> Step:
    return _miss(session, Say(event.key)), ()


def _miss(session: Session, trouble: Say) -> Session:
    return session.but(proof=replace(session.proof, misses=session.proof.misses + 1, trouble=trouble))


def _too_young(session: Session, sentence: str) -> Step:
    shown = FaultShown(Say("data", (("text", sentence),)), Say("fault.kept.nothing"), Say("fault.todo.guide-or-ticket"))
    return session.but(state=State.GUIDE, given=Given(), proof=Proof(), fault=shown), (StopReader(),)


def _unfit(card: IdCard, today: date) -> Say | None:
    if card.kind is not CardKind.RESIDENT:
        return Say("identity.kind")
    if card.valid_to != LONG_TERM and card.valid_to < f"{today:%Y%m%d}":
        return Say("identity.expired")
    return None


def _back(session: Session, event: Event) -> Step:
    return session.but(state=State.GUIDE, given=Given(), proof=Proof()), (StopReader(),)


def _back_to_review(session: Session, event: Event) -> Step:
    return session.but(state=State.REVIEW, place=Place()), ()


def _to_tickets(session: Session, event: Event) -> Step:
    return session.but(state=State.TICKETS, given=Given(), proof=Proof(), place=Place()), (StopReader(),)


def _lifted(session: Session, event: CardRemoved) -> Step:
    return stay(session)


def is_same(card: IdCard, other: IdCard) -> bool:
    """Whether two cards name the same person."""
    return (card.number, card.name) == (other.number, other.name)


def needs_card(session: Session) -> bool:
    """Whether signing or submitting must ask for the card again."""
    return session.proof.stale or not session.works("id_reader")


def ask_again(session: Session, then: State) -> Step:
    """Ask for the same card once more, and go on with `then`."""
    return session.but(
        state=State.IDENTITY_AGAIN, proof=replace(session.proof, trouble=None), place=Place(then=then)
    ), ()


def watched(session: Session) -> Session:
    """At each tick: a card that was lifted for long, or a visit that lay idle, vouches no more."""
    proof, timing = session.proof, session.world.timing
    if session.given.card is None or proof.stale:
        return session
    away = proof.away_since is not None and session.now - proof.away_since >= timing.card_away
    idle = session.now - session.touched_at >= timing.card_idle
    return session.but(proof=replace(proof, stale=True)) if away or idle else session


TABLE: Table = {
    State.IDENTITY: {
        CardRead: _read,
        CardFailed: _failed,
        CardRemoved: _lifted,
        BackPressed: _back,
        TicketsOpened: _to_tickets,
    },
    State.IDENTITY_AGAIN: {
        CardRead: _read_again,
        CardFailed: _failed,
        CardRemoved: _lifted,
        BackPressed: _back_to_review,
    },
}
