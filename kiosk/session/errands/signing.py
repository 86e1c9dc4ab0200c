"""办事 apply, the signing: review, declaration, signature, submission."""

from dataclasses import replace

from kiosk.documents.application import Draft
from kiosk.documents.signature import is_enough
from kiosk.forms import masks
from kiosk.session import materials
from kiosk.session.commands import Submit
from kiosk.session.errands.identity import ask_again, needs_card
from kiosk.session.errands.outcome import admitted
from kiosk.session.events import (
    Admitted,
    BackPressed,
    DeclarationTicked,
    Event,
    NextPressed,
    SignatureCleared,
    StrokeDrawn,
)
from kiosk.session.model import Place, Result, Session, State
from kiosk.session.rules import Step, Table, go, stay

MAX_POINTS = 4000  # of one signature: a finger left on the pad for minutes must not fill the memory


def _declare(session: Session, event: DeclarationTicked) -> Step:
    return session.but(given=replace(session.given, declared=event.ticked)), ()


def _review_next(session: Session, event: Event) -> Step:
    if not session.given.declared:
        return stay(session)
    if needs_card(session):
        return ask_again(session, State.SIGN)
    return session.but(state=State.SIGN, place=Place()), ()


def _draw(session: Session, event: StrokeDrawn) -> Step:
    strokes = (*session.given.strokes, event.points)
    if sum(map(len, strokes)) > MAX_POINTS:
        return stay(session)
    return session.but(given=replace(session.given, strokes=strokes)), ()


def _clear(session: Session, event: Event) -> Step:
    return session.but(given=replace(session.given, strokes=())), ()


def _submit(session: Session, event: Event) -> Step:
    if not is_enough(session.given.strokes):
        return stay(session)
    if needs_card(session):
        return ask_again(session, State.SIGN)
    command = _submission(session)
    if command is None:
        return stay(session)
    return session.but(state=State.SUBMITTING, place=Place(), result=Result(asked_at=session.now)), (command,)


def _submission(session: Session) -> Submit | None:
    matter, given = session.matter, session.given
    if matter is None or given.card is None or given.consented_at is None:
        return None
    draft = Draft(
        matter=matter.slug,
        matter_version=matter.version,
        language=session.language,
        consent_version=session.world.hall.notice.version,
        consented_at=given.consented_at,
        card=given.card,
        answers=given.answers,
        materials=materials.given(session),
        strokes=given.strokes,
        signed_at=session.wall,
    )
    return Submit(
        draft=draft,
        matter=matter.name.in_(session.language),
        applicant=masks.name(given.card.name),
        number=masks.last_four(given.card.number),
        language=session.language,
        limit_days=matter.limit_days,
    )


TABLE: Table = {
    State.REVIEW: {
        DeclarationTicked: _declare,
        NextPressed: _review_next,
        BackPressed: go(State.MATERIALS),
        Admitted: admitted,
    },
    State.SIGN: {
        StrokeDrawn: _draw,
        SignatureCleared: _clear,
        NextPressed: _submit,
        BackPressed: go(State.REVIEW),
        Admitted: admitted,
    },
}
