"""Session → Snapshot: what the screen may see, masked already. One function a state; a test walks them all."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from kiosk.catalogue.matter import PersonProof
from kiosk.documents.codes import slip_code
from kiosk.forms import masks
from kiosk.session import drafts, materials, offers
from kiosk.session.model import Session, State
from kiosk.session.show_draft import draft_sheet, leaving_sheet
from kiosk.session.show_form import form_shown, review_shown
from kiosk.session.show_person import comparison_shown, identity_shown
from kiosk.session.show_service import gate_shown, refusal_sheet, technician_shown
from kiosk.session.show_window import booked_shown, booking_shown, paper_state, ticket_shown, tickets_shown
from kiosk.session.snapshot import (
    AttractShown,
    CameraShown,
    DoneShown,
    Frame,
    GuideMaterial,
    GuideShown,
    HelpShown,
    HomeShown,
    MaterialShown,
    MaterialsShown,
    MatterOffer,
    NoticeShown,
    Overlay,
    Result,
    Say,
    Shown,
    SignShown,
    Snapshot,
    SubmittingShown,
    TimeWarning,
    WipingShown,
)

_STEP = {
    State.GUIDE: 0,
    State.NOTICE: 0,
    State.IDENTITY: 1,
    State.COMPARISON: 1,
    State.FORM: 2,
    State.MATERIALS: 3,
    State.CAMERA: 3,
    State.REVIEW: 4,
    State.SIGN: 4,
    State.IDENTITY_AGAIN: 4,
    State.SUBMITTING: 4,
    State.DONE: 5,
}


def snapshot(session: Session) -> Snapshot:
    """What the window shows now."""
    return Snapshot(_frame(session), _SCREENS[session.state](session), _overlay(session))


def _frame(session: Session) -> Frame:
    hall = session.world.hall
    attract = session.state is State.ATTRACT
    return Frame(
        hall=hall.name,
        terminal=session.world.terminal,
        phone=hall.phone,
        wall=session.wall.replace(second=0, microsecond=0),
        language=session.language,
        languages=session.world.languages,
        step=_STEP.get(session.state),
        seconds_left=None if attract else _rounded(session.seconds_left),
        notices=offers.notices(session),
    )


def _rounded(seconds: int | None) -> int | None:
    """In tens while there is time: a screen that counts every second is painted every second, for nothing."""
    if seconds is None or seconds <= 30:
        return seconds
    return -(-seconds // 10) * 10


def _overlay(session: Session) -> Overlay | None:
    if session.warned and session.seconds_left is not None:
        return TimeWarning(session.seconds_left, drafts.keep_days(session))
    if session.fault is not None:
        return session.fault
    if session.draft.is_open:
        return draft_sheet(session)
    if session.service.refusal is not None:
        return refusal_sheet(session)
    if session.leaving:
        return leaving_sheet(session)
    return HelpShown(session.world.hall.phone) if session.helping else None


def _waiting(session: Session) -> int | None:
    if session.hall is None or session.hall.waiting is None:
        return None
    return sum(count for _, count in session.hall.waiting)


def _attract(session: Session) -> Shown:
    names = tuple(matter.popular.in_(session.language) for matter in session.world.matters)
    return AttractShown(names, _waiting(session))


def _home(session: Session) -> Shown:
    language = session.language
    return HomeShown(
        offers=tuple(
            MatterOffer(
                slug=matter.slug,
                name=matter.name.in_(language),
                popular=matter.popular.in_(language),
                days=matter.limit_days,
                instant=matter.instant,
                minutes=matter.minutes,
                refused=offers.refusal(session, matter),
            )
            for matter in session.world.matters
        ),
        waiting=_waiting(session),
        tickets=offers.has_tickets(session),
    )


def _guide(session: Session) -> Shown:
    matter, language = session.matter, session.language
    if matter is None:
        return _home(session)
    return GuideShown(
        name=matter.name.in_(language),
        kind=matter.kind.in_(language),
        department=matter.department.in_(language),
        fee=matter.fee.in_(language),
        days=matter.limit_days,
        materials=tuple(
            GuideMaterial(
                name=material.name.in_(language),
                how=material.how,
                required=material.required,
                promise_days=material.promise_days,
                code=material.how == "card" and PersonProof.CODE in matter.proofs,
            )
            for _, material in materials.asked(session)
            if material.how != "generated"
        ),
        conditions=tuple(text.in_(language) for text in matter.conditions),
        steps=tuple(text.in_(language) for text in matter.steps),
        basis=tuple(text.in_(language) for text in matter.basis),
        consult=matter.consult.in_(language),
        refused=offers.refusal(session, matter),
        tickets=offers.has_tickets(session),
        bookings=offers.has_bookings(session),
    )


def _notice(session: Session) -> Shown:
    notice = session.world.hall.notice
    points = tuple(point.in_(session.language) for point in notice.points)
    return NoticeShown(notice.title.in_(session.language), points, notice.version)


def _materials(session: Session) -> Shown:
    items = tuple(
        MaterialShown(
            index=index,
            name=material.name.in_(session.language),
            how=material.how,
            required=material.required,
            pages=len(session.given.pages.get(index, ())),
            promise_days=material.promise_days,
            promised_by=session.given.promises.get(index),
        )
        for index, material in materials.asked(session)
    )
    camera = None if session.works("document_camera") else Say("refuse.document-camera")
    return MaterialsShown(items, materials.complete(session), camera)


def _camera(session: Session) -> Shown:
    place = session.place
    material = dict(materials.asked(session)).get(place.material if place.material is not None else -1)
    name = material.name.in_(session.language) if material else ""
    phase: Literal["taken", "taking", "live"] = "taking" if place.taking else "live"
    if place.photo is not None:
        phase = "taken"
    page = len(session.given.pages.get(place.material or 0, ())) + 1
    return CameraShown(name, page, phase, place.trouble)


def _sign(session: Session) -> Shown:
    card = session.given.card
    return SignShown(masks.name(card.name) if card else "", session.given.strokes)


def _submitting(session: Session) -> Shown:
    return SubmittingShown(kept=bool(session.result.application_id))


def _done(session: Session) -> Shown:
    result = session.result
    slip, trouble = paper_state(result.slip)
    return DoneShown(
        matter=session.matter.name.in_(session.language) if session.matter else "",
        outcome=result.outcome or "kept",
        number=result.number,
        promised_on=result.promised_on,
        slip=slip,
        slip_trouble=trouble,
        qr=slip_code(result.number),
        rating=result.rating,
        card_left=session.proof.there,
        instant=session.matter is not None and session.matter.instant,
        result=_named(session, result.result),
    )


def _named(session: Session, result: Result | None) -> Result | None:
    """A receipt has the result's name in Chinese; where it is the matter's own, the screen says it in her language."""
    if result is None or session.matter is None or result.name != session.matter.result.zh:
        return result
    return replace(result, name=session.matter.result.in_(session.language))


def _wiping(session: Session) -> Shown:
    return WipingShown(card_left=session.proof.there)


_SCREENS: Mapping[State, Callable[[Session], Shown]] = {
    State.ATTRACT: _attract,
    State.HOME: _home,
    State.GUIDE: _guide,
    State.NOTICE: _notice,
    State.IDENTITY: identity_shown,
    State.IDENTITY_AGAIN: identity_shown,
    State.COMPARISON: comparison_shown,
    State.BOOKING: booking_shown,
    State.BOOKED: booked_shown,
    State.FORM: form_shown,
    State.MATERIALS: _materials,
    State.CAMERA: _camera,
    State.REVIEW: review_shown,
    State.SIGN: _sign,
    State.SUBMITTING: _submitting,
    State.DONE: _done,
    State.TICKETS: tickets_shown,
    State.STAFF: tickets_shown,
    State.TICKET: ticket_shown,
    State.GATE: gate_shown,
    State.TECHNICIAN: technician_shown,
    State.WIPING: _wiping,
}
