"""取号 queue tickets: a resident takes one, staff print many."""

from dataclasses import replace

from kiosk.session.commands import TakeTicket
from kiosk.session.events import (
    BackPressed,
    Event,
    GroupChosen,
    NextPressed,
    PrintEnded,
    TicketRefused,
    TicketTaken,
)
from kiosk.session.model import Place, Queue, Session, State
from kiosk.session.rules import Step, Table, end, stay
from kiosk.session.snapshot import Say

KEPT_IN_VIEW = 8  # the staff's list of what was just printed


def _take(session: Session, event: GroupChosen) -> Step:
    if session.queue.busy or all(group.id != event.group for group in session.world.hall.groups):
        return stay(session)
    queue = replace(session.queue, busy=True, trouble=None, slip=None)
    return session.but(queue=queue), (TakeTicket(event.group, session.language),)


def _taken(session: Session, event: TicketTaken) -> Step:
    queue = replace(session.queue, busy=False, taken=(event, *session.queue.taken)[:KEPT_IN_VIEW])
    return session.but(state=State.TICKET, queue=queue, touched_at=session.now), ()


def _taken_by_staff(session: Session, event: TicketTaken) -> Step:
    taken = (event, *session.queue.taken)[:KEPT_IN_VIEW]
    return session.but(queue=replace(session.queue, busy=False, taken=taken)), ()


def _refused(session: Session, event: TicketRefused) -> Step:
    return session.but(queue=replace(session.queue, busy=False, trouble=Say(event.key))), ()


def _printed(session: Session, event: PrintEnded) -> Step:
    if event.kind != "ticket":
        return stay(session)
    return session.but(queue=replace(session.queue, slip=event)), ()


def _home(session: Session, event: Event) -> Step:
    return session.but(state=State.HOME, place=Place(), queue=Queue()), ()


def _finish(session: Session, event: Event) -> Step:
    return end(session, "finished")


TABLE: Table = {
    State.TICKETS: {
        GroupChosen: _take,
        TicketTaken: _taken,
        TicketRefused: _refused,
        PrintEnded: _printed,
        BackPressed: _home,
    },
    State.TICKET: {
        PrintEnded: _printed,
        NextPressed: _finish,
        BackPressed: _finish,
    },
    State.STAFF: {
        GroupChosen: _take,
        TicketTaken: _taken_by_staff,
        TicketRefused: _refused,
        PrintEnded: _printed,
        BackPressed: _finish,
    },
}
