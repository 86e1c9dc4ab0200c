"""The gate (a PIN after the corner sequence) and the technician's thin view: devices, their state, a test."""

from dataclasses import replace

from kiosk.ports.receipt_printer import Printed
from kiosk.ports.status import Readiness
from kiosk.session.commands import CheckPin, TestDevice
from kiosk.session.events import BackPressed, Event, PinAnswered, PinEntered, PrintEnded, StatusSeen, TestPressed
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


def _leave(session: Session, event: Event) -> Step:
    return end(session, "finished")


TABLE: Table = {
    State.GATE: {PinEntered: _pin, PinAnswered: _answered, BackPressed: _leave},
    State.TECHNICIAN: {TestPressed: _test, StatusSeen: _seen, PrintEnded: _printed, BackPressed: _leave},
}
