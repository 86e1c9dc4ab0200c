"""The office's page: what arrived, masked as on a slip. No login: it listens in the office's own network."""

import json
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.contract.receipts import ReceiptState
from kiosk.hall.frame import cells, frame
from kiosk.hall.hall import Hall
from kiosk.hall.tables import Application, Rating

_SHOWN = 200
_STATES = {ReceiptState.RECEIVED.value: "已收件", ReceiptState.ACCEPTED.value: "已受理"}
_HEAD = "<tr><th>编号<th>终端凭条号<th>事项<th>申请人<th>状态<th>收到时间<th>承诺办结</tr>"


def page(hall: Hall) -> str:
    """The newest applications as HTML."""
    with Session(hall.engine) as session:
        count = session.scalars(select(func.count()).select_from(Application)).one()
        ratings = session.scalars(select(func.count()).select_from(Rating)).one()
        newest = session.scalars(select(Application).order_by(Application.received_at.desc()).limit(_SHOWN)).all()
        rows = "\n".join(_row(hall, application) for application in newest)
    body = f"<p>共 {count} 件；评价 {ratings} 次。</p>\n<section><table>{_HEAD}\n{rows}</table></section>"
    return frame(hall, "/", "自助终端收件", body)


def masked(name: str, number: str) -> str:
    """王* …3456: the first character of the name and the last four of the number."""
    return f"{name[:1]}* …{number[-4:]}"


def _row(hall: Hall, application: Application) -> str:
    applicant = json.loads(application.body)["applicant"]
    rule = hall.settings.rule(application.matter)
    received = datetime.fromisoformat(application.received_at).astimezone(hall.settings.zone)
    return cells(
        (
            application.number,
            application.slip_number,
            (rule.name if rule else "") or application.matter,
            masked(applicant["name"], applicant["number"]),
            _STATES.get(application.state, application.state),
            f"{received:%Y-%m-%d %H:%M}",
            application.promised_on.isoformat() if application.promised_on else "",
        )
    )
