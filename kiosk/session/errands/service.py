"""The gate (a PIN after the corner sequence) and the technician's thin view: devices, their state, a test."""

from dataclasses import replace

from kiosk.ports.receipt_printer import Printed
from kiosk.ports.status import Readiness
from kiosk.session.commands import CheckPin, EndRefusal, TestDevice
from kiosk.session.events import (
    BackPressed,
    DealtWithConfirmed,
    Event,
    PinAnswered,
    PinEntered,
    PrintEnded,
    RefusalOpened,
    StatusSeen,
    StayPressed,
    TestPressed,
)
from kiosk.session.model import Service, Session, State
from kiosk.session.rules import Step, Table, end, stay
from kiosk.session.snapshot import Say

DEVICES = ("id_reader", "qr_scanner", "receipt_printer", "document_camera", "face_comparison", "backend", "key_store")
_ROLES = {"staff": State.STAFF, "technician": State.TECHNICIAN}


def _pin(session: Session, event: PinEntered) -> Step:
    if session.now < session.service.wait_until or not event.pin:
        return stay(session)
    return session.but(service=replace(session.service, trouble=None)), (CheckPin(event.pin),)


def _answered(session: Session, event: PinAnswered) -> Step:
    state = _ROLES.get(event.role or "")
    if state is not None:
        return session.but(state=state, service=Service()), ()
    trouble = Say("gate.wait") if event.wait > 0 else Say("gate.wrong")
    return session.but(service=Service(trouble=trouble, wait_until=session.now + event.wait)), ()


def _test(session: Session, event: TestPressed) -> Step:
    if session.service.testing is not None or event.device not in DEVICES:
        return stay(session)
    return session.but(service=replace(session.service, testing=event.device)), (TestDevice(event.device),)


def _seen(session: Session, event: StatusSeen) -> Step:
    """The machine has noted the status already; here it also answers a test (a printer's paper answers its own)."""
    if session.service.testing != event.device or event.device == "receipt_printer":
        return stay(session)
    good = event.status.readiness in (Readiness.READY, Readiness.LOW)
    return _tested(session, event.device, Say("test.good") if good else Say(event.status.cause or "test.bad")), ()


def _printed(session: Session, event: PrintEnded) -> Step:
    if event.kind != "test":
        return stay(session)
    good = event.printed is Printed.CONFIRMED
    return _tested(session, "receipt_printer", Say("test.printed") if good else Say(event.cause or "test.bad")), ()


def _tested(session: Session, device: str, said: Say) -> Session:
    return session.but(service=replace(session.service, testing=None, tested={**session.service.tested, device: said}))


def _ask(session: Session, event: RefusalOpened) -> Step:
    known = any(each.slip_number == event.slip_number for each in (session.hall.refusals if session.hall else ()))
    return stay(session.but(service=replace(session.service, refusal=event.slip_number)) if known else session)


def answered(session: Session, event: Event) -> Step:
    """The sheet that asks whether a refusal is dealt with: only its own two answers count."""
    slip_number = session.service.refusal
    closed = session.but(service=replace(session.service, refusal=None))
    if isinstance(event, DealtWithConfirmed) and slip_number is not None:
        return closed, (EndRefusal(slip_number),)
    return stay(closed if isinstance(event, StayPressed | BackPressed) else session)


def _leave(session: Session, event: Event) -> Step:
    return end(session, "finished")


TABLE: Table = {
    State.GATE: {PinEntered: _pin, PinAnswered: _answered, BackPressed: _leave},
    State.TECHNICIAN: {
        TestPressed: _test,
        RefusalOpened: _ask,
        StatusSeen: _seen,
        PrintEnded: _printed,
        BackPressed: _leave,
    },
}
