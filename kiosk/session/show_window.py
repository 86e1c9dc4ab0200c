"""What leads to the window, as the screen may see it: tickets and bookings, and what became of their papers."""

from collections.abc import Mapping

from kiosk.ports.receipt_printer import Printed
from kiosk.ports.status import unknown
from kiosk.session import offers
from kiosk.session.events import PrintEnded
from kiosk.session.model import Session, State
from kiosk.session.snapshot import (
    BookedShown,
    BookingShown,
    GroupShown,
    Row,
    Say,
    Shown,
    SlipState,
    TicketShown,
    TicketsShown,
)


def booking_shown(session: Session) -> Shown:
    booking = session.booking
    name = session.matter.name.in_(session.language) if session.matter else ""
    return BookingShown(name, booking.slots, booking.busy, booking.trouble, offers.has_tickets(session))


def booked_shown(session: Session) -> Shown:
    booking = session.booking
    if booking.made is None:
        return booking_shown(session)
    name = session.matter.name.in_(session.language) if session.matter else ""
    return BookedShown(name, booking.made, *paper_state(booking.slip))


def tickets_shown(session: Session) -> Shown:
    waiting = dict(session.hall.waiting) if session.hall and session.hall.waiting is not None else None
    staff = session.state is State.STAFF
    names = {group.id: group.name.in_(session.language) for group in session.world.hall.groups}
    printer = session.statuses.get("receipt_printer", unknown(session.now)).at(session.now)
    return TicketsShown(
        groups=tuple(
            GroupShown(g.id, names[g.id], g.windows, waiting.get(g.id) if waiting is not None else None)
            for g in session.world.hall.groups
        ),
        staff=staff,
        busy=session.queue.busy,
        trouble=session.queue.trouble,
        printed=tuple(Row(t.number, names.get(t.group, "")) for t in session.queue.taken) if staff else (),
        paper=Say(printer.cause or f"readiness.{printer.readiness.value}") if staff else None,
    )


def ticket_shown(session: Session) -> Shown:
    if not session.queue.taken:
        return tickets_shown(session)
    ticket = session.queue.taken[0]
    names = {group.id: group.name.in_(session.language) for group in session.world.hall.groups}
    slip, trouble = paper_state(session.queue.slip)
    return TicketShown(ticket.number, names.get(ticket.group, ""), ticket.ahead, slip, trouble)


def paper_state(ended: PrintEnded | None) -> tuple[SlipState, Say | None]:
    if ended is None:
        return "printing", None
    return _SLIP_STATES[ended.printed], Say(ended.cause) if ended.cause else None


_SLIP_STATES: Mapping[Printed, SlipState] = {
    Printed.CONFIRMED: "printed",
    Printed.NOTHING: "not_printed",
    Printed.UNKNOWN: "unknown",
}
