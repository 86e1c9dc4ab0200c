"""Who is here: a card is read or a code of the phone vouched for, and shown again where it no longer vouches."""

from dataclasses import replace
from datetime import date

from kiosk.catalogue.matter import Matter, PersonProof
from kiosk.forms import prefill
from kiosk.ports.id_reader import IdCard
from kiosk.ports.qr_scanner import CodeProof
from kiosk.session import codes, offers
from kiosk.session.commands import AskHolder, Command, StartScanner, StopReader, StopScanner
from kiosk.session.errands import comparison, filling
from kiosk.session.errands.booking import open_booking
from kiosk.session.errands.outcome import admitted
from kiosk.session.events import (
    Admitted,
    BackPressed,
    BookingOpened,
    CardFailed,
    CardRead,
    CodeScanned,
    Event,
    HolderFound,
    HolderUnknown,
    TicketsOpened,
)
from kiosk.session.model import Place, Proof, Session, State
from kiosk.session.proof import LONG_TERM, is_same
from kiosk.session.rules import Step, Table, stay, without_person
from kiosk.session.snapshot import FaultShown, Say


def _read(session: Session, event: CardRead) -> Step:
    if session.matter is None or not offers.takes(session, PersonProof.CARD, PersonProof.COMPARED):
        return stay(session)
    trouble = _unfit(session.matter, event.card, session.wall.date())
    if trouble is not None:
        return _miss(session, trouble), ()
    if _is_too_young(session.matter, event.card, session.wall.date()):
        return _too_young(session, session.matter)
    here = session.but(
        given=replace(session.given, card=event.card, code=None), proof=Proof(there=True), touched_at=session.now
    )
    if offers.takes(session, PersonProof.CARD):
        return _after(filling.begin(here), StopScanner())
    return _after(comparison.begin(here), StopScanner())


def _after(step: Step, *commands: Command) -> Step:
    session, following = step
    return session, (*commands, *following)


def _read_again(session: Session, event: CardRead) -> Step:
    """Only the very same card goes on; another one changes nothing and is said to be another one."""
    if session.given.code is not None:
        return stay(session)  # asked again is what was shown before
    if session.given.card is None or not is_same(event.card, session.given.card):
        return _miss(session, Say("identity.other-card")), ()
    return _on(session, Proof(there=True))


def _on(session: Session, proof: Proof) -> Step:
    on = session.but(state=session.place.then, proof=proof, place=Place(), touched_at=session.now)
    return on, (StopScanner(),)


def _failed(session: Session, event: CardFailed) -> Step:
    return _miss(session, Say(event.key)), ()


def _miss(session: Session, trouble: Say) -> Session:
    proof = replace(session.proof, misses=session.proof.misses + 1, trouble=trouble, asking=False)
    return session.but(proof=proof)


def _is_too_young(matter: Matter, card: IdCard, today: date) -> bool:
    return matter.age is not None and prefill.age(card.birth, today) < matter.age.years


def _too_young(session: Session, matter: Matter) -> Step:
    sentence = matter.age.sentence.in_(session.language) if matter.age else ""
    shown = FaultShown(Say("data", (("text", sentence),)), Say("fault.kept.nothing"), Say("fault.todo.guide-or-ticket"))
    return without_person(session, State.GUIDE, shown)


def _unfit(matter: Matter, card: IdCard, today: date) -> Say | None:
    if card.kind not in matter.cards:
        return Say(f"identity.kind.{card.kind.value.replace('_', '-')}")
    if card.valid_to != LONG_TERM and card.valid_to < f"{today:%Y%m%d}":
        return Say("identity.expired")
    return None


# ---- a code of the phone ------------------------------------------------------------------------------------------


def _scanned(session: Session, event: CodeScanned) -> Step:
    """One code at a time: a second one that comes while the first is asked about changes nothing."""
    if session.proof.asking or not _asks_code(session):
        return stay(session)
    local = session.world.hall.code_patterns
    trouble = codes.trouble(session.state, event.scan, local)
    if trouble is None and not session.works("backend"):
        trouble = Say("scan.offline")
    if trouble is not None:
        return _miss(session, trouble), ()
    asking = session.but(proof=replace(session.proof, asking=True, trouble=None), touched_at=session.now)
    return asking, (AskHolder(event.scan.text, event.scan.kind(local)),)


def _asks_code(session: Session) -> bool:
    """Asked again is what was shown before: a code does not stand in for a card that went stale."""
    again = session.state is State.IDENTITY_AGAIN
    return session.given.code is not None if again else offers.takes(session, PersonProof.CODE)


def _found(session: Session, event: HolderFound) -> Step:
    if not session.proof.asking or session.matter is None:
        return stay(session)  # of a code that nobody waits for any more
    if _is_too_young(session.matter, event.card, session.wall.date()):
        return _too_young(session, session.matter)
    given = replace(session.given, card=event.card, code=CodeProof(event.kind, event.reference))
    step = filling.begin(session.but(given=given, proof=Proof(), touched_at=session.now))
    return _after(step, StopReader(), StopScanner())


def _found_again(session: Session, event: HolderFound) -> Step:
    if not session.proof.asking:
        return stay(session)
    if session.given.card is None or not is_same(event.card, session.given.card):
        return _miss(session, Say("identity.other-code")), ()
    return _on(session, Proof())


def _unknown(session: Session, event: HolderUnknown) -> Step:
    return (_miss(session, Say(event.key)) if session.proof.asking else session), ()


# ---- ways out -----------------------------------------------------------------------------------------------------


def _back(session: Session, event: Event) -> Step:
    return without_person(session, State.GUIDE)


def _back_to_review(session: Session, event: Event) -> Step:
    return session.but(state=State.REVIEW, place=Place()), (StopScanner(),)


def _to_tickets(session: Session, event: Event) -> Step:
    return without_person(session, State.TICKETS)


def _to_tickets_again(session: Session, event: Event) -> Step:
    """The reader is dead and nobody can tell for how long: the window is open to her, and what she filled in goes."""
    if session.works("qr_scanner" if session.given.code else "id_reader"):
        return stay(session)
    return _to_tickets(session, event)


def ask_again(session: Session, then: State) -> Step:
    """Ask for the same card, or the same person's code, once more, and go on with `then`."""
    again = session.but(
        state=State.IDENTITY_AGAIN,
        proof=replace(session.proof, trouble=None, misses=0, asking=False),
        place=Place(then=then),
    )
    return again, (StartScanner(),) if session.given.code else ()


TABLE: Table = {
    State.IDENTITY: {
        CardRead: _read,
        CardFailed: _failed,
        CodeScanned: _scanned,
        HolderFound: _found,
        HolderUnknown: _unknown,
        BackPressed: _back,
        BookingOpened: open_booking,
        TicketsOpened: _to_tickets,
    },
    State.IDENTITY_AGAIN: {
        CardRead: _read_again,
        CardFailed: _failed,
        CodeScanned: _scanned,
        HolderFound: _found_again,
        HolderUnknown: _unknown,
        BackPressed: _back_to_review,
        TicketsOpened: _to_tickets_again,
        Admitted: admitted,
    },
}
