"""The desk that books half days at the windows (预约), for the next working days. Nothing personal is asked or kept.

Numbers count on the day that is booked (Y0001, Y0002, …), not overall: at the window only one day's list matters, a short
number is read out and remembered, and it tells nobody how many come in a year. Day and number together are unique.
A half day can be booked until it begins: who comes later takes a queue number.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.contract.bookings import BookingMade, BookingRequest, Half, Slot, Slots
from kiosk.hall import working_days
from kiosk.hall.database import next_number, transact
from kiosk.hall.hall import Hall
from kiosk.hall.intake import NO_BODY, TOO_OFTEN, Reply, refuse
from kiosk.hall.pace import HOUR
from kiosk.hall.tables import Booking, Terminal

DAYS = 7  # working days, today among them where the office works today
# With its paper a booking takes a person some minutes, and most who come want something else: a terminal that makes
# more than a dozen within an hour serves somebody who fills the list, and others find no place.
MOST_AN_HOUR = 12  # bookings of one terminal


def offer(hall: Hall, matter: str) -> Reply:
    """The half days that can still be booked, full ones too; a refusal that names the matter where it is not taken."""
    if hall.settings.rule(matter) is None:
        return refuse(hall, 404, matter, NO_BODY, "unknown_matter", "本大厅不受理该事项，请到窗口咨询。")
    with Session(hall.engine) as session:
        slots = tuple(_slot(hall, session, day, half) for day, half in _open_halves(hall))
    return Reply(200, Slots(slots=slots).model_dump_json())


def book(hall: Hall, terminal_id: str, wanted: BookingRequest, body_sha256: str) -> Reply:
    """The booking of this id: the one that was made before, a fresh one, a final no to the body of this hash, or 429."""
    booking_id = str(wanted.booking_id)
    if wanted.terminal_id != terminal_id:
        return refuse(hall, 422, booking_id, body_sha256, "other_terminal", "预约内容与发送终端不符，未登记。")

    def work(session: Session) -> Reply:
        made = session.get(Booking, booking_id)
        if made is not None and made.terminal_id != terminal_id:
            return refuse(hall, 422, booking_id, body_sha256, "other_terminal", "预约内容与发送终端不符，未登记。")
        if made is not None:  # also where another half day is asked for now: one id never books twice
            return _made(hall, made)
        if hall.settings.rule(wanted.matter) is None:
            return refuse(hall, 422, booking_id, body_sha256, "unknown_matter", "本大厅不受理该事项，请到窗口咨询。")
        if (wanted.day, wanted.half) not in set(_open_halves(hall)):
            return refuse(hall, 422, booking_id, body_sha256, "past", "这个时间已经不能预约了，请换一个时间。")
        return _take(hall, session, wanted, body_sha256)

    return transact(hall.engine, work)


def coming(hall: Hall) -> list[Booking]:
    """The bookings from today on, as they will come."""
    with Session(hall.engine) as session:
        wanted = select(Booking).where(Booking.day >= hall.business_date()).order_by(Booking.day, Booking.sequence)
        return list(session.scalars(wanted))


def _take(hall: Hall, session: Session, wanted: BookingRequest, body_sha256: str) -> Reply:
    """The day's row in `counter` is locked before we count: two that come at once cannot both get the last place."""
    if _made_lately(hall, session, wanted.terminal_id) >= MOST_AN_HOUR:
        return TOO_OFTEN
    booking_id, sequence = str(wanted.booking_id), next_number(session, "booking", wanted.day)
    if _taken(session, wanted.day, wanted.half) >= hall.settings.halves[wanted.half].bookable:
        session.rollback()
        return refuse(hall, 422, booking_id, body_sha256, "full", "这个时间已经约满，请换一个时间。")
    booking = Booking(
        id=booking_id,
        terminal_id=wanted.terminal_id,
        matter=wanted.matter,
        day=wanted.day,
        half=wanted.half.value,
        sequence=sequence,
        number=f"Y{sequence:04d}",
        made_at=hall.now().isoformat(),
    )
    session.add(booking)
    return _made(hall, booking)


def _made(hall: Hall, booking: Booking) -> Reply:
    half = Half(booking.half)
    opening = hall.settings.halves[half]
    made = BookingMade(
        booking_id=booking.id,
        number=booking.number,
        day=booking.day,
        half=half,
        begins=opening.begins,
        ends=opening.ends,
        windows=hall.settings.windows_for(booking.matter),
    )
    return Reply(200, made.model_dump_json())


def _open_halves(hall: Hall) -> Iterator[tuple[date, Half]]:
    """The half days of the next working days that have not begun."""
    settings, now = hall.settings, hall.now()
    day, left = hall.business_date(), DAYS
    while left > 0:
        if working_days.is_worked(day, settings.holidays, settings.workdays):
            left -= 1
            for half, opening in settings.halves.items():
                if datetime.combine(day, opening.begins, settings.zone) > now:
                    yield day, half
        day += timedelta(days=1)


def _slot(hall: Hall, session: Session, day: date, half: Half) -> Slot:
    opening = hall.settings.halves[half]
    left = max(0, opening.bookable - _taken(session, day, half))
    return Slot(day=day, half=half, begins=opening.begins, ends=opening.ends, left=left)


def _made_lately(hall: Hall, session: Session, terminal_id: str) -> int:
    """How many this terminal made within the last hour. Its row is locked first, so that two at once both count."""
    session.get(Terminal, terminal_id, with_for_update=True)
    now = hall.now()
    lately = Booking.made_at.between((now - HOUR).isoformat(), now.isoformat())
    count = select(func.count()).select_from(Booking).where(Booking.terminal_id == terminal_id, lately)
    return session.scalars(count).one()


def _taken(session: Session, day: date, half: Half) -> int:
    count = select(func.count()).select_from(Booking).where(Booking.day == day, Booking.half == half.value)
    return session.scalars(count).one()
