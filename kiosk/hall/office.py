"""The office's page: what arrived, masked as on a slip. No login: it listens in the office's own network."""

import json
from html import escape

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.contract.receipts import ReceiptState
from kiosk.hall.hall import Hall
from kiosk.hall.tables import Application, Rating

_SHOWN = 200
_STATES = {ReceiptState.RECEIVED.value: "已收件", ReceiptState.ACCEPTED.value: "已受理"}
_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>{name}</title>
<style>body{{font:16px/1.6 sans-serif;margin:2em}}
td,th{{padding:.3em 1em;text-align:left;border-bottom:1px solid #ccc}}</style>
<h1>{name}：自助终端收件</h1>
<p>共 {count} 件；评价 {ratings} 次。</p>
<table><tr><th>编号</th><th>终端凭条号</th><th>事项</th><th>申请人</th><th>状态</th><th>收到时间</th><th>承诺办结</th></tr>
{rows}</table></html>
"""


def page(hall: Hall) -> str:
    """The newest applications as HTML."""
    with Session(hall.engine) as session:
        count = session.scalars(select(func.count()).select_from(Application)).one()
        ratings = session.scalars(select(func.count()).select_from(Rating)).one()
        newest = session.scalars(select(Application).order_by(Application.received_at.desc()).limit(_SHOWN)).all()
        rows = "\n".join(_row(hall, application) for application in newest)
    return _PAGE.format(name=escape(hall.settings.name), count=count, ratings=ratings, rows=rows)


def masked(name: str, number: str) -> str:
    """王* …3456: the first character of the name and the last four of the number."""
    return f"{name[:1]}* …{number[-4:]}"


def _row(hall: Hall, application: Application) -> str:
    applicant = json.loads(application.body)["applicant"]
    rule = hall.settings.rule(application.matter)
    cells = (
        application.number,
        application.slip_number,
        (rule.name if rule else "") or application.matter,
        masked(applicant["name"], applicant["number"]),
        _STATES.get(application.state, application.state),
        application.received_at[:16].replace("T", " ") + " UTC",
        application.promised_on.isoformat() if application.promised_on else "",
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
