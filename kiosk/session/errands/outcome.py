"""办事 apply, the outcome: what became of it, the slip, the rating. Only what is true is said."""

from collections.abc import Mapping
from dataclasses import replace

from kiosk.ports.receipt_printer import Printed
from kiosk.session import form
from kiosk.session.commands import CloseCamera, Command, Rate, StopScanner
from kiosk.session.errands import loss
from kiosk.session.events import (
    Admitted,
    Concluded,
    Declined,
    Event,
    NextPressed,
    NotAdmitted,
    PrintEnded,
    Rated,
)
from kiosk.session.model import Given, Keeping, Place, Result, Session, State
from kiosk.session.rules import Step, Table, end, fault, stay, without_person
from kiosk.session.snapshot import FaultShown, Say

GIVE_UP_ADMISSION = 20.0  # seconds: the keeper commits in milliseconds; silence means that it is not there
GIVE_UP_CONCLUSION = 75.0  # longer than any settable wait
# What runs where it may still be said that the application is held.
_LEFT: Mapping[State, tuple[Command, ...]] = {
    State.CAMERA: (CloseCamera(),),
    State.IDENTITY_AGAIN: (StopScanner(),),
}


def admitted(session: Session, event: Admitted) -> Step:
    """It is committed: what the resident gave is not needed here any more, and goes now rather than later.

    It may come when the screen has given up waiting, and she signs again or has gone back to look at something: then it
    is true all the same, and a second signature would make a second application.
    """
    result = Result(event.application_id, event.slip_number, session.now)
    held = session.but(state=State.SUBMITTING, place=Place(), result=result, given=Given(), fault=None, leaving=False)
    held = held.but(draft=Keeping())  # the keeper has destroyed it in the same commit
    return held, _LEFT.get(session.state, ())


def _not_admitted(session: Session, event: NotAdmitted) -> Step:
    """Back to where it was sent from: the pad, or the review where nothing is signed.

    Of what is held already (it was handed over twice) it is not true.
    """
    if session.result.application_id:
        return stay(session)
    signs = session.matter is None or form.asks_signature(session.matter)
    back = State.SIGN if signs else State.REVIEW
    session = session.but(state=back)
    if loss.is_lost(session):  # no second try can help before she has left
        return stay(session.but(fault=loss.sheet(session)))
    said = "still-on-its-way" if event.key == "submit.still-on-its-way" else "not-admitted"
    return stay(session.but(fault=fault(said, "still-here", "try-again-or-window")))


def _concluded(session: Session, event: Concluded) -> Step:
    if event.application_id != session.result.application_id:
        return stay(session)
    outcome = event.word if event.word in ("received", "accepted", "done") else "kept"
    result = replace(
        session.result,
        outcome=outcome,  # type: ignore[arg-type]  # narrowed by the line above
        number=event.number,
        promised_on=event.promised_on,
        result=event.result,
    )
    return session.but(state=State.DONE, result=result, given=Given(), touched_at=session.now), ()


def _declined(session: Session, event: Declined) -> Step:
    """The office's own sentence; nothing that was filled in is here any more, and a person at the window is."""
    why = "".join(character for character in event.sentence if character.isprintable())
    shown = FaultShown(
        Say("fault.happened.declined", (("why", why),)), Say("fault.kept.declined"), Say("fault.todo.window")
    )
    return without_person(session, State.GUIDE, shown)


def waited(session: Session) -> Step:
    """At each tick while submitting: what is known after too long a silence, and nothing more.

    With the store lost no word can be written down, and no slip: it is held, as was said, and the next start sends it.
    """
    waiting = session.now - session.result.asked_at
    if not session.result.application_id:
        if waiting < GIVE_UP_ADMISSION:
            return stay(session)
        return _not_admitted(session, NotAdmitted("error.store"))
    if loss.is_lost(session):
        session = session.but(result=replace(session.result, slip=PrintEnded("slip", Printed.NOTHING)))
    elif waiting < GIVE_UP_CONCLUSION:
        return stay(session)
    number = session.result.slip_number
    return _concluded(session, Concluded(session.result.application_id, "kept", number, None))


def _slip(session: Session, event: PrintEnded) -> Step:
    if event.kind != "slip":
        return stay(session)
    return session.but(result=replace(session.result, slip=event)), ()


def _rate(session: Session, event: Rated) -> Step:
    if session.result.rating is not None or not 1 <= event.level <= 5:
        return stay(session)
    commands: tuple[Command, ...] = (Rate(session.result.application_id, event.level),)
    return session.but(result=replace(session.result, rating=event.level)), commands


def _finish(session: Session, event: Event) -> Step:
    return end(session, "finished")


TABLE: Table = {
    State.SUBMITTING: {
        Admitted: admitted,
        NotAdmitted: _not_admitted,
        Concluded: _concluded,
        Declined: _declined,
        PrintEnded: _slip,
    },
    State.DONE: {
        PrintEnded: _slip,
        Rated: _rate,
        NextPressed: _finish,
    },
}
