"""The office's pages: what arrived, masked as on a slip, and who comes with a booking.

No login: it listens in the office's own network.
"""

import json
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.contract.bookings import Half
from kiosk.contract.receipts import ReceiptState
from kiosk.hall import bookings
from kiosk.hall.frame import cells, frame
from kiosk.hall.hall import Hall
from kiosk.hall.tables import Application, Booking, Rating

_SHOWN = 200
_STATES = {
    ReceiptState.RECEIVED.value: "已收件",
    ReceiptState.ACCEPTED.value: "已受理",
    ReceiptState.DONE.value: "已办结",
}
_HEAD = "<tr><th>编号<th>终端凭条号<th>事项<th>申请人<th>状态<th>收到时间<th>承诺办结<th>结果</tr>"
_BOOKINGS_HEAD = "<tr><th>日期<th>时段<th>预约号<th>事项<th>窗口<th>登记终端</tr>"
_WEEKDAYS = "一二三四五六日"
_HALVES = {Half.MORNING: "上午", Half.AFTERNOON: "下午"}


def page(hall: Hall) -> str:
    """The newest applications as HTML."""
    with Session(hall.engine) as session:
        count = session.scalars(select(func.count()).select_from(Application)).one()
        ratings = session.scalars(select(func.count()).select_from(Rating)).one()
        newest = session.scalars(select(Application).order_by(Application.received_at.desc()).limit(_SHOWN)).all()
        rows = "\n".join(_row(hall, application) for application in newest)
    body = f"<p>共 {count} 件；评价 {ratings} 次。</p>\n<section><table>{_HEAD}\n{rows}</table></section>"
    return frame(hall, "/", "自助终端收件", body)


def bookings_page(hall: Hall) -> str:
    """The bookings from today on as HTML."""
    coming = bookings.coming(hall)
    rows = "\n".join(_booking_row(hall, booking) for booking in coming[:_SHOWN])
    body = f"<p>今天起共 {len(coming)} 个预约。</p>\n<section><table>{_BOOKINGS_HEAD}\n{rows}</table></section>"
    return frame(hall, "/bookings", "窗口预约", body)


def masked(name: str, number: str) -> str:
    """王* …3456: the first character of the name and the last four of the number."""
    return f"{name[:1]}* …{number[-4:]}"


def _row(hall: Hall, application: Application) -> str:
    applicant = json.loads(application.body)["applicant"]  # None where the matter asks nobody who he is
    rule = hall.settings.rule(application.matter)
    received = datetime.fromisoformat(application.received_at).astimezone(hall.settings.zone)
    return cells(
        (
            application.number,
            application.slip_number,
            (rule.name if rule else "") or application.matter,
            masked(applicant["name"], applicant["number"]) if applicant else "",
            _STATES.get(application.state, application.state),
            f"{received:%Y-%m-%d %H:%M}",
            application.promised_on.isoformat() if application.promised_on else "",
            _result(application),
        )
    )


def _result(application: Application) -> str:
    """Name and number of what an instant matter ended with."""
    if application.result_number is None:
        return ""
    until = f"，有效期到 {application.result_valid_until:%Y-%m-%d}" if application.result_valid_until else ""
    return f"{application.result_name} {application.result_number}{until}"


def _booking_row(hall: Hall, booking: Booking) -> str:
    half = Half(booking.half)
    opening, rule = hall.settings.halves[half], hall.settings.rule(booking.matter)
    return cells(
        (
            f"{booking.day:%Y-%m-%d} 星期{_WEEKDAYS[booking.day.weekday()]}",
            f"{_HALVES[half]} {opening.begins:%H:%M}–{opening.ends:%H:%M}",
            booking.number,
            (rule.name if rule else "") or booking.matter,
            hall.settings.windows_for(booking.matter),
            booking.terminal_id,
        )
    )
