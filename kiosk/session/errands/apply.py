"""办事 apply: form, materials, review, signature, submission, outcome."""

from dataclasses import replace

from kiosk.documents.application import Draft
from kiosk.documents.signature import is_enough
from kiosk.forms import masks
from kiosk.session import form, materials
from kiosk.session.commands import CloseCamera, Command, OpenCamera, Rate, StopReader, Submit, TakePhoto
from kiosk.session.errands.identity import ask_again, needs_card
from kiosk.session.events import (
    Admitted,
    BackPressed,
    Concluded,
    DeclarationTicked,
    Declined,
    Event,
    FieldFocused,
    MaterialChosen,
    NextPressed,
    NotAdmitted,
    PhotoDropped,
    PhotoFailed,
    PhotoKept,
    PhotoPressed,
    PhotoTaken,
    PrintEnded,
    PromiseMade,
    PromiseWithdrawn,
    Rated,
    SignatureCleared,
    StrokeDrawn,
    ValueEntered,
)
from kiosk.session.model import Given, Place, Proof, Result, Session, State
from kiosk.session.rules import Step, Table, end, fault, go, stay
from kiosk.session.snapshot import FaultShown, Say

MAX_POINTS = 4000  # of one signature: a finger left on the pad for minutes must not fill the memory


# ---- form ---------------------------------------------------------------------------------------------------------


def _focus(session: Session, event: FieldFocused) -> Step:
    if form.find(session, event.key) is None:
        return stay(session)
    return session.but(place=replace(session.place, focus=event.key)), ()


def _enter(session: Session, event: ValueEntered) -> Step:
    field = form.find(session, event.key)
    if field is None:
        return stay(session)
    answers = {**session.given.answers, field.key: form.clean(field, event.value)}
    troubles = {key: why for key, why in session.place.troubles.items() if key != field.key}
    place = replace(session.place, focus=field.key, troubles=troubles)
    return _unsigned(session, session.but(given=replace(session.given, answers=answers), place=place)), ()


def _unsigned(before: Session, after: Session) -> Session:
    """A declaration and a signature stand under what was there then: where that changes, both are asked for anew."""
    kept = (before.given.answers, before.given.pages, before.given.promises)
    if (after.given.answers, after.given.pages, after.given.promises) == kept:
        return after
    return after.but(given=replace(after.given, declared=False, strokes=()))


def _form_next(session: Session, event: Event) -> Step:
    troubles = form.faults(session)
    if troubles:
        return session.but(place=replace(session.place, troubles=troubles, focus=next(iter(troubles)))), ()
    if session.place.page + 1 < len(form.pages(session)):
        return _form_page(session, session.place.page + 1)
    return session.but(state=State.MATERIALS, place=Place()), ()


def _form_back(session: Session, event: Event) -> Step:
    if session.place.page > 0:
        return _form_page(session, session.place.page - 1)
    return session.but(leaving=True), ()


def _form_page(session: Session, page: int) -> Step:
    turned = session.but(state=State.FORM, place=Place(page=page))
    return turned.but(place=Place(page=page, focus=form.first_open(turned))), ()


def _to_last_page(session: Session, event: Event) -> Step:
    return _form_page(session, len(form.pages(session)) - 1)


# ---- materials ----------------------------------------------------------------------------------------------------


def _photograph(session: Session, event: MaterialChosen) -> Step:
    material = dict(materials.asked(session)).get(event.index)
    full = len(session.given.pages.get(event.index, ())) >= materials.MAX_PAGES
    if material is None or material.how != "photo" or full or not session.works("document_camera"):
        return stay(session)
    return session.but(state=State.CAMERA, place=Place(material=event.index)), (OpenCamera(),)


def _promise(session: Session, event: PromiseMade) -> Step:
    return _unsigned(session, materials.promise(session, event.index)), ()


def _withdraw(session: Session, event: PromiseWithdrawn) -> Step:
    return _unsigned(session, materials.withdraw(session, event.index)), ()


def _materials_next(session: Session, event: Event) -> Step:
    if not materials.complete(session):
        return stay(session)
    return session.but(state=State.REVIEW, place=Place()), ()


def _shoot(session: Session, event: Event) -> Step:
    if session.place.taking or session.place.photo is not None:
        return stay(session)
    return session.but(place=replace(session.place, taking=True, trouble=None)), (TakePhoto(),)


def _taken(session: Session, event: PhotoTaken) -> Step:
    if not session.place.taking:
        return stay(session)  # it was asked for before the resident went back, for another material perhaps
    return session.but(place=replace(session.place, taking=False, photo=event.photo)), ()


def _not_taken(session: Session, event: PhotoFailed) -> Step:
    return session.but(place=replace(session.place, taking=False, trouble=Say(event.key))), ()


def _keep(session: Session, event: Event) -> Step:
    if session.place.photo is None:
        return stay(session)
    kept = _unsigned(session, materials.keep_photo(session))
    return kept.but(state=State.MATERIALS, place=Place()), (CloseCamera(),)


def _drop(session: Session, event: PhotoDropped) -> Step:
    return session.but(place=replace(session.place, photo=None, taking=False)), (OpenCamera(),)


def _drop_page(session: Session, event: PhotoDropped) -> Step:
    """On the materials screen: all pages of the material are given up, to be photographed anew."""
    pages = {index: kept for index, kept in session.given.pages.items() if index != event.page}
    return _unsigned(session, session.but(given=replace(session.given, pages=pages))), ()


def _camera_back(session: Session, event: Event) -> Step:
    return session.but(state=State.MATERIALS, place=Place()), (CloseCamera(),)


# ---- review and signature -----------------------------------------------------------------------------------------


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


# ---- outcome ------------------------------------------------------------------------------------------------------

GIVE_UP_ADMISSION = 20.0  # seconds: the keeper commits in milliseconds; silence means that it is not there
GIVE_UP_CONCLUSION = 75.0  # longer than any settable wait


def _admitted(session: Session, event: Admitted) -> Step:
    """It is committed: what the resident gave is not needed here any more, and goes now rather than later.

    It may come when the screen has given up waiting and asks to sign again: then it is true all the same.
    """
    result = Result(event.application_id, event.slip_number, session.now)
    return session.but(
        state=State.SUBMITTING, place=Place(), result=result, given=Given(), fault=None, leaving=False
    ), ()


def _not_admitted(session: Session, event: NotAdmitted) -> Step:
    return session.but(state=State.SIGN, fault=fault("not-admitted", "still-here", "try-again-or-window")), ()


def _concluded(session: Session, event: Concluded) -> Step:
    if event.application_id != session.result.application_id:
        return stay(session)
    outcome = event.word if event.word in ("received", "accepted") else "kept"
    result = replace(
        session.result,
        outcome=outcome,  # type: ignore[arg-type]  # narrowed by the line above
        number=event.number,
        promised_on=event.promised_on,
    )
    return session.but(state=State.DONE, result=result, given=Given(), touched_at=session.now), ()


def _declined(session: Session, event: Declined) -> Step:
    """The office's own sentence; nothing that was filled in is here any more, and a person at the window is."""
    why = "".join(character for character in event.sentence if character.isprintable())
    shown = FaultShown(
        Say("fault.happened.declined", (("why", why),)), Say("fault.kept.declined"), Say("fault.todo.window")
    )
    return session.but(state=State.GUIDE, given=Given(), proof=Proof(), fault=shown), (StopReader(),)


def waited(session: Session) -> Step:
    """At each tick while submitting: what is known after too long a silence, and nothing more."""
    waiting = session.now - session.result.asked_at
    if not session.result.application_id:
        if waiting < GIVE_UP_ADMISSION:
            return stay(session)
        return _not_admitted(session, NotAdmitted("error.store"))
    if waiting < GIVE_UP_CONCLUSION:
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
    State.FORM: {
        FieldFocused: _focus,
        ValueEntered: _enter,
        NextPressed: _form_next,
        BackPressed: _form_back,
    },
    State.MATERIALS: {
        MaterialChosen: _photograph,
        PromiseMade: _promise,
        PromiseWithdrawn: _withdraw,
        PhotoDropped: _drop_page,
        NextPressed: _materials_next,
        BackPressed: _to_last_page,
    },
    State.CAMERA: {
        PhotoPressed: _shoot,
        PhotoTaken: _taken,
        PhotoFailed: _not_taken,
        PhotoKept: _keep,
        PhotoDropped: _drop,
        BackPressed: _camera_back,
    },
    State.REVIEW: {
        DeclarationTicked: _declare,
        NextPressed: _review_next,
        BackPressed: go(State.MATERIALS),
        Admitted: _admitted,
    },
    State.SIGN: {
        StrokeDrawn: _draw,
        SignatureCleared: _clear,
        NextPressed: _submit,
        BackPressed: go(State.REVIEW),
        Admitted: _admitted,
    },
    State.SUBMITTING: {
        Admitted: _admitted,
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
