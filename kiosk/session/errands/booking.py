"""预约 booking: a half day at the window, for what cannot be finished here. Nothing personal: a number on paper is enough."""

from dataclasses import replace

from kiosk.session import offers
from kiosk.session.commands import AskSlots, Book, Command
from kiosk.session.events import (
    BackPressed,
    BookingRefused,
    BookingTaken,
    Event,
    NextPressed,
    PrintEnded,
    SlotChosen,
    SlotsSeen,
    TicketsOpened,
)
from kiosk.session.model import Booking, Session, State
from kiosk.session.rules import Step, Table, end, stay, without_person
from kiosk.session.snapshot import Say


def open_booking(session: Session, event: Event) -> Step:
    """From a guide, or from where the card would not do: what was shown of a person goes, and the hall is asked."""
    if session.matter is None or not offers.has_bookings(session):
        return stay(session)
    here, stopped = without_person(session, State.BOOKING)
    return _asked(here.but(booking=Booking()), stopped)


def _asked(session: Session, before: tuple[Command, ...] = ()) -> Step:
    if session.matter is None:
        return stay(session)
    asking = replace(session.booking, busy=True)
    return session.but(booking=asking), (*before, AskSlots(session.matter.slug))


def _seen(session: Session, event: SlotsSeen) -> Step:
    """A booking of which nobody knows stays said, also where the hall then says nothing more."""
    silent = Say("booking.unreachable") if event.slots is None else None
    trouble = session.booking.trouble or silent
    return session.but(booking=replace(session.booking, busy=False, slots=event.slots, trouble=trouble)), ()


def _choose(session: Session, event: SlotChosen) -> Step:
    """A full half day cannot be chosen; a second touch while the hall is asked books no second time."""
    booking, matter = session.booking, session.matter
    free = any(slot.day == event.day and slot.half is event.half and slot.left for slot in booking.slots or ())
    if matter is None or booking.busy or not free:
        return stay(session)
    command = Book(matter.slug, matter.name.in_(session.language), event.day, event.half, session.language)
    return session.but(booking=replace(booking, busy=True, trouble=None)), (command,)


def _taken(session: Session, event: BookingTaken) -> Step:
    """What was asked for another matter, before she went back, is booked too: its paper says so, this screen does not."""
    if session.matter is None or event.matter != session.matter.slug:
        return stay(session)
    booking = replace(session.booking, busy=False, made=event.made)
    return session.but(state=State.BOOKED, booking=booking, touched_at=session.now), ()


def _refused(session: Session, event: BookingRefused) -> Step:
    """Somebody else was quicker, or the hall is not there: what can be had now is asked again."""
    if session.matter is None or event.matter != session.matter.slug:
        return stay(session)
    return _asked(session.but(booking=replace(session.booking, trouble=Say(event.key))))


def _printed(session: Session, event: PrintEnded) -> Step:
    if event.kind != "booking":
        return stay(session)
    return session.but(booking=replace(session.booking, slip=event)), ()


def _back(session: Session, event: Event) -> Step:
    return session.but(state=State.GUIDE, booking=Booking()), ()


def _to_tickets(session: Session, event: Event) -> Step:
    return session.but(state=State.TICKETS, booking=Booking()), ()


def _finish(session: Session, event: Event) -> Step:
    return end(session, "finished")


TABLE: Table = {
    State.BOOKING: {
        SlotsSeen: _seen,
        SlotChosen: _choose,
        BookingTaken: _taken,
        BookingRefused: _refused,
        PrintEnded: _printed,
        TicketsOpened: _to_tickets,
        BackPressed: _back,
    },
    State.BOOKED: {
        PrintEnded: _printed,
        NextPressed: _finish,
        BackPressed: _finish,
    },
}
