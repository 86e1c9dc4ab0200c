"""Coming in: attract, home, a matter's guide, its notice. Nothing personal is asked before consent."""

from dataclasses import replace

from kiosk.catalogue.matter import PersonProof
from kiosk.session import offers
from kiosk.session.commands import Command, StartReader, StartScanner
from kiosk.session.errands import booking, filling
from kiosk.session.events import (
    BackPressed,
    BookingOpened,
    ConsentGiven,
    ConsentRefused,
    Event,
    GateFound,
    MatterChosen,
    NextPressed,
    ScreenTouched,
    TicketsOpened,
)
from kiosk.session.model import Given, Proof, Session, State
from kiosk.session.rules import Step, Table, end, fault, go, stay


def _choose(session: Session, event: MatterChosen) -> Step:
    matter = next((matter for matter in session.world.matters if matter.slug == event.slug), None)
    if matter is None:
        return stay(session)
    return session.but(state=State.GUIDE, matter=matter), ()


def _start(session: Session, event: Event) -> Step:
    if session.matter is None or offers.refusal(session, session.matter) is not None:
        return stay(session)
    return session.but(state=State.NOTICE), ()


def _agree(session: Session, event: Event) -> Step:
    """Then she shows who she is, in whichever way the matter takes; a matter that asks nobody goes on at once."""
    agreed = session.but(given=replace(session.given, consented_at=session.wall), proof=Proof())
    if offers.takes(session, PersonProof.NONE):
        return filling.begin(agreed)
    commands: tuple[Command, ...] = ()
    if offers.takes(session, PersonProof.CARD, PersonProof.COMPARED):
        commands += (StartReader(),)
    if offers.takes(session, PersonProof.CODE):
        commands += (StartScanner(),)
    return agreed.but(state=State.IDENTITY), commands


def _refuse(session: Session, event: Event) -> Step:
    return session.but(
        state=State.GUIDE, given=Given(), fault=fault("consent-refused", "nothing", "guide-or-ticket")
    ), ()


def _leave(session: Session, event: Event) -> Step:
    return end(session, "finished")


TABLE: Table = {
    State.ATTRACT: {
        ScreenTouched: go(State.HOME),
        GateFound: go(State.GATE),
    },
    State.HOME: {
        MatterChosen: _choose,
        TicketsOpened: go(State.TICKETS),
        BackPressed: _leave,
    },
    State.GUIDE: {
        NextPressed: _start,
        TicketsOpened: go(State.TICKETS),
        BookingOpened: booking.open_booking,
        BackPressed: go(State.HOME),
    },
    State.NOTICE: {
        ConsentGiven: _agree,
        ConsentRefused: _refuse,
        BackPressed: go(State.GUIDE),
    },
}
