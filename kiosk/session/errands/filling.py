"""办事 apply, the filling in: form and materials."""

from dataclasses import replace

from kiosk.forms import entries, prefill
from kiosk.forms.fields import FieldKind
from kiosk.session import drafts, form, materials
from kiosk.session.commands import CloseCamera, OpenCamera, TakePhoto
from kiosk.session.errands import group
from kiosk.session.errands.outcome import admitted
from kiosk.session.events import (
    Admitted,
    BackPressed,
    EntryAdded,
    EntryOpened,
    EntryRemoved,
    Event,
    FieldFocused,
    MaterialChosen,
    NextPressed,
    PhotoDropped,
    PhotoFailed,
    PhotoKept,
    PhotoPressed,
    PhotoTaken,
    PromiseMade,
    PromiseWithdrawn,
    ValueEntered,
)
from kiosk.session.model import Keeping, Place, Session, State
from kiosk.session.rules import Step, Table, stay
from kiosk.session.snapshot import Say


def begin(session: Session) -> Step:
    """Who she is stands (or nobody asks): the first page of the form, with what is known already filled in.

    What she may have kept here is looked for; it lies over the form as a question when it is there.
    """
    if session.matter is None:
        return stay(session)
    given, compared = session.given, session.given.comparison
    way = compared.way if compared else None
    answers = {
        **prefill.known(session.matter.fields, given.card, session.wall.date(), way),
        **given.answers,
    }
    known = session.but(
        given=replace(given, answers=answers),
        place=Place(),
        draft=Keeping(),
        touched_at=session.now,  # who lays a card is there
    )
    return form.at_page(known, 0) if form.asks(known) else after_form(known), drafts.look(known)


def last(session: Session, event: Event) -> Step:
    """From the review one step back: the materials, else the form's last page; where nothing was to do here, the
    question whether to leave."""
    if materials.has_photos(session):
        return session.but(state=State.MATERIALS, place=Place()), ()
    return _to_last_page(session, event)


def after_form(session: Session) -> Session:
    """A list of materials on which nothing can be done would be a screen for nothing: the review shows it as well."""
    return session.but(state=State.MATERIALS if materials.has_photos(session) else State.REVIEW, place=Place())


def _focus(session: Session, event: FieldFocused) -> Step:
    if form.find(session, event.key) is None:
        return stay(session)
    return session.but(place=replace(session.place, focus=event.key)), ()


def _enter(session: Session, event: ValueEntered) -> Step:
    field, opened = form.find(session, event.key), form.entry(session)
    if field is None or field.kind is FieldKind.GROUP:
        return stay(session)
    answers = dict(session.given.answers)
    if opened is not None and field.kind is FieldKind.ID_NUMBER:
        answers = entries.untold(*opened, answers)
    answers[field.key] = form.clean(field, event.value)
    troubles = {key: why for key, why in session.place.troubles.items() if key != field.key}
    place = replace(session.place, focus=field.key, troubles=troubles)
    return form.unsigned(session, session.but(given=replace(session.given, answers=answers), place=place)), ()


def _form_next(session: Session, event: Event) -> Step:
    troubles = form.faults(session)
    if troubles:
        return session.but(place=replace(session.place, troubles=troubles, focus=next(iter(troubles)))), ()
    if session.place.page + 1 < len(form.pages(session)):
        return stay(form.at_page(session, session.place.page + 1))
    return stay(group.close(session) if session.place.entry is not None else after_form(session))


def _form_back(session: Session, event: Event) -> Step:
    if session.place.page > 0:
        return stay(form.at_page(session, session.place.page - 1))
    if session.place.entry is not None:
        return stay(group.close(session))
    return stay(session.but(leaving=True))


def _to_last_page(session: Session, event: Event) -> Step:
    if not form.asks(session):
        return stay(session.but(leaving=True))
    return stay(form.at_page(session.but(place=Place()), len(form.pages(session.but(place=Place()))) - 1))


# ---- materials ----------------------------------------------------------------------------------------------------


def _photograph(session: Session, event: MaterialChosen) -> Step:
    material = dict(materials.asked(session)).get(event.index)
    full = len(session.given.pages.get(event.index, ())) >= materials.MAX_PAGES
    if material is None or material.how != "photo" or full or not session.works("document_camera"):
        return stay(session)
    return session.but(state=State.CAMERA, place=Place(material=event.index)), (OpenCamera(),)


def _promise(session: Session, event: PromiseMade) -> Step:
    return form.unsigned(session, materials.promise(session, event.index)), ()


def _withdraw(session: Session, event: PromiseWithdrawn) -> Step:
    return form.unsigned(session, materials.withdraw(session, event.index)), ()


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
    kept = form.unsigned(session, materials.keep_photo(session))
    return kept.but(state=State.MATERIALS, place=Place()), (CloseCamera(),)


def _drop(session: Session, event: PhotoDropped) -> Step:
    return session.but(place=replace(session.place, photo=None, taking=False)), (OpenCamera(),)


def _drop_page(session: Session, event: PhotoDropped) -> Step:
    """On the materials screen: all pages of the material are given up, to be photographed anew."""
    pages = {index: kept for index, kept in session.given.pages.items() if index != event.page}
    return form.unsigned(session, session.but(given=replace(session.given, pages=pages))), ()


def _camera_back(session: Session, event: Event) -> Step:
    return session.but(state=State.MATERIALS, place=Place()), (CloseCamera(),)


TABLE: Table = {
    State.FORM: {
        FieldFocused: _focus,
        ValueEntered: _enter,
        EntryAdded: group.add,
        EntryOpened: group.open_,
        EntryRemoved: group.remove,
        NextPressed: _form_next,
        BackPressed: _form_back,
        Admitted: admitted,
    },
    State.MATERIALS: {
        MaterialChosen: _photograph,
        PromiseMade: _promise,
        PromiseWithdrawn: _withdraw,
        PhotoDropped: _drop_page,
        NextPressed: _materials_next,
        BackPressed: _to_last_page,
        Admitted: admitted,
    },
    State.CAMERA: {
        PhotoPressed: _shoot,
        PhotoTaken: _taken,
        PhotoFailed: _not_taken,
        PhotoKept: _keep,
        PhotoDropped: _drop,
        BackPressed: _camera_back,
        Admitted: admitted,
    },
}
