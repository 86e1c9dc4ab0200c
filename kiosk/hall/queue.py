"""The desk that gives queue numbers, and the one that takes ratings."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.contract.v1 import QueueGroup, QueueState, RatingBody, TicketIssued
from kiosk.hall.database import next_number, transact
from kiosk.hall.hall import Hall
from kiosk.hall.settings import WindowGroup
from kiosk.hall.tables import Rating, Ticket


def take_ticket(
    hall: Hall, terminal_id: str, request_id: UUID, group: WindowGroup, *, is_priority: bool
) -> TicketIssued:
    """A number that nobody else gets today; the same request gets the same ticket again."""

    def work(session: Session) -> TicketIssued:
        ticket = session.get(Ticket, str(request_id))
        if ticket is None:
            ticket = _fresh(hall, session, terminal_id, str(request_id), group, is_priority)
        return TicketIssued(
            request_id=request_id,
            number=ticket.number,
            group=ticket.group_id,
            business_date=ticket.business_date,
            ahead=ticket.ahead,
        )

    return transact(hall.engine, work)


def queue_now(hall: Hall) -> QueueState:
    """How many wait, by window group."""
    today = hall.business_date()
    with Session(hall.engine) as session:
        found = session.execute(
            select(Ticket.group_id, func.count())
            .where(Ticket.business_date == today, Ticket.called_at.is_(None))
            .group_by(Ticket.group_id)
        )
        counts = {row[0]: row[1] for row in found}
    groups = tuple(QueueGroup(group=group.id, waiting=counts.get(group.id, 0)) for group in hall.settings.groups)
    return QueueState(business_date=today, groups=groups)


def call_next(hall: Hall, group_id: str) -> str | None:
    """A window calls the next number: those with priority first."""

    def work(session: Session) -> str | None:
        waiting = (
            select(Ticket)
            .where(
                Ticket.business_date == hall.business_date(), Ticket.group_id == group_id, Ticket.called_at.is_(None)
            )
            .order_by(Ticket.is_priority.desc(), Ticket.sequence)
            .limit(1)
            .with_for_update()
        )
        ticket = session.scalars(waiting).one_or_none()
        if ticket is None:
            return None
        ticket.called_at = hall.now().isoformat()
        return ticket.number

    return transact(hall.engine, work)


def take_rating(hall: Hall, terminal_id: str, rating: RatingBody) -> None:
    """Keep a rating; the same again changes nothing."""

    def work(session: Session) -> None:
        if session.get(Rating, str(rating.rating_id)) is None:
            session.add(
                Rating(
                    id=str(rating.rating_id),
                    application_id=str(rating.application_id),
                    terminal_id=terminal_id,
                    level=rating.level,
                    rated_at=rating.rated_at.isoformat(),
                )
            )

    transact(hall.engine, work)


def _fresh(
    hall: Hall, session: Session, terminal_id: str, request_id: str, group: WindowGroup, is_priority: bool
) -> Ticket:
    today = hall.business_date()
    sequence = next_number(session, f"ticket-{group.letter}", today)
    waiting = select(func.count()).where(
        Ticket.business_date == today, Ticket.group_id == group.id, Ticket.called_at.is_(None)
    )
    if is_priority:
        waiting = waiting.where(Ticket.is_priority.is_(True))
    ticket = Ticket(
        request_id=request_id,
        terminal_id=terminal_id,
        group_id=group.id,
        business_date=today,
        sequence=sequence,
        number=f"{group.letter}{sequence:03d}",
        is_priority=is_priority,
        ahead=session.scalars(waiting).one(),
        made_at=hall.now().isoformat(),
    )
    session.add(ticket)
    return ticket
