"""办事 apply, the signing: review, declaration, signature, submission."""

from dataclasses import replace

from kiosk.catalogue.matter import PersonProof
from kiosk.documents.application import Signed
from kiosk.documents.signature import is_enough
from kiosk.forms import masks
from kiosk.session import form, materials, offers
from kiosk.session.commands import Submit
from kiosk.session.errands import filling
from kiosk.session.errands.identity import ask_again
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
from kiosk.session.proof import is_stale
from kiosk.session.rules import Step, Table, go, stay

MAX_POINTS = 4000  # of one signature: a finger left on the pad for minutes must not fill the memory


def _declare(session: Session, event: DeclarationTicked) -> Step:
    return session.but(given=replace(session.given, declared=event.ticked)), ()


def _review_next(session: Session, event: Event) -> Step:
    matter = session.matter
    if matter is None or (form.asks_declaration(matter) and not session.given.declared):
        return stay(session)
    if not form.asks_signature(matter):
        return _submit(session, event)
    if is_stale(session):
        return ask_again(session, State.SIGN)
    return session.but(state=State.SIGN, place=Place()), ()


def _draw(session: Session, event: StrokeDrawn) -> Step:
    strokes = (*session.given.strokes, event.points)
    if sum(map(len, strokes)) > MAX_POINTS:
        return stay(session)
    return session.but(given=replace(session.given, strokes=strokes)), ()


def _clear(session: Session, event: Event) -> Step:
    return session.but(given=replace(session.given, strokes=())), ()


def _sign(session: Session, event: Event) -> Step:
    return _submit(session, event) if is_enough(session.given.strokes) else stay(session)


def _submit(session: Session, event: Event) -> Step:
    if is_stale(session):
        return ask_again(session, State.SIGN if session.state is State.SIGN else State.REVIEW)
    command = _submission(session)
    if command is None:
        return stay(session)
    return session.but(state=State.SUBMITTING, place=Place(), result=Result(asked_at=session.now)), (command,)


def _submission(session: Session) -> Submit | None:
    """The application as it goes off; None where something is missing that no screen lets anybody pass without.

    A matter that asks for card and person compared goes off only with a comparison: whatever led here.
    """
    matter, given = session.matter, session.given
    if matter is None or given.consented_at is None or not _is_proved(session):
        return None
    signed = Signed(
        matter=matter.slug,
        matter_version=matter.version,
        language=session.language,
        consent_version=session.world.hall.notice.version,
        consented_at=given.consented_at,
        card=given.card,
        code=given.code,
        comparison=given.comparison,
        answers=form.kept_answers(session),
        materials=materials.given(session),
        strokes=given.strokes,
        signed_at=session.wall,
    )
    return Submit(
        signed=signed,
        matter=matter.name.in_(session.language),
        applicant=masks.name(given.card.name) if given.card else "",
        number=masks.last_four(given.card.number) if given.card else "",
        language=session.language,
        limit_days=matter.limit_days,
        instant=matter.instant,
        result=(matter.result.zh, matter.result.in_(session.language)),
    )


def _is_proved(session: Session) -> bool:
    """Whether what was given is a proof that the matter takes."""
    given = session.given
    if given.comparison is not None:
        return given.card is not None and offers.takes(session, PersonProof.COMPARED)
    if given.code is not None:
        return given.card is not None and offers.takes(session, PersonProof.CODE)
    return offers.takes(session, PersonProof.CARD if given.card is not None else PersonProof.NONE)


TABLE: Table = {
    State.REVIEW: {
        DeclarationTicked: _declare,
        NextPressed: _review_next,
        BackPressed: filling.last,
        Admitted: admitted,
    },
    State.SIGN: {
        StrokeDrawn: _draw,
        SignatureCleared: _clear,
        NextPressed: _sign,
        BackPressed: go(State.REVIEW),
        Admitted: admitted,
    },
}
