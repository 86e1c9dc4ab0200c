"""The desk where applications arrive. The application's id is its key for ever (reliability research 1.5).

Nothing is registered before the whole body is in: registering first burns the key when a sender is killed midway.
"""

import hashlib
import json
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.contract.receipts import Receipt, ReceiptState, Refusal, Result
from kiosk.contract.signing import sign
from kiosk.contract.v1 import ApplicationBody
from kiosk.hall import working_days
from kiosk.hall.database import next_number, transact
from kiosk.hall.hall import Hall
from kiosk.hall.settings import MatterRule
from kiosk.hall.tables import Application, GivenAnswer, Material


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and a whole JSON body."""

    status: int
    text: str = ""
    headers: tuple[tuple[str, str], ...] = ()


NO_BODY = hashlib.sha256(b"").hexdigest()
TOO_OFTEN = Reply(429, '{"detail":"this terminal asks too often; later again"}')
_MISSING_PAGES = Reply(409, '{"detail":"pages of this application have not arrived"}')


def take_application(hall: Hall, terminal_id: str, application_id: str, raw: bytes) -> Reply:
    """Answer an application: the first answer again, a fresh receipt, or a refusal; `raw` is the whole body."""
    digest = hashlib.sha256(raw).hexdigest()

    def work(session: Session) -> Reply:
        given = session.get(GivenAnswer, application_id)
        if given is not None:
            if given.body_sha256 == digest:
                return Reply(given.status, given.answer)
            return refuse(
                hall, 422, application_id, digest, "other_body", "同一申请编号已收到另一份内容，后到的不予收取。"
            )
        body = _read(raw)
        if body is None or str(body.application_id) != application_id:
            return refuse(hall, 422, application_id, digest, "malformed", "申请内容不符合接口约定，未收取。")
        return _decide(hall, session, terminal_id, body, raw, digest)

    return transact(hall.engine, work)


def too_fast(hall: Hall, terminal_id: str) -> Reply | None:
    """Later again, and when, where this terminal sends more than the hall said that it takes; else it counts as one more."""
    now = hall.now()
    if hall.applying is None or hall.applying.allows(terminal_id, now):
        return None
    return Reply(TOO_OFTEN.status, TOO_OFTEN.text, (("Retry-After", str(hall.applying.wait(terminal_id, now))),))


def take_material(hall: Hall, application_id: str, sha256: str, content: bytes) -> Reply:
    """Keep one picture; the same again changes nothing. A picture that was hurt on its way may come again (409)."""
    if hashlib.sha256(content).hexdigest() != sha256:
        return Reply(409, '{"detail":"the picture is not the one that its name says"}')

    def work(session: Session) -> Reply:
        if session.get(Material, (application_id, sha256)) is None:
            now = hall.now().isoformat()
            session.add(Material(application_id=application_id, sha256=sha256, content=content, received_at=now))
        return Reply(204)

    return transact(hall.engine, work)


def refuse(hall: Hall, status: int, request_id: str, body_sha256: str, code: str, sentence: str) -> Reply:
    """A signed final no to the request of this id with this body; `NO_BODY` where it came without one."""
    refusal = Refusal(request_id, code, sentence, body_sha256).wire()
    return Reply(status, _text({"refusal": refusal, "signature": sign(hall.key, refusal)}))


def _read(raw: bytes) -> ApplicationBody | None:
    try:
        return ApplicationBody.model_validate_json(raw)
    except ValidationError:
        return None


def _decide(hall: Hall, session: Session, terminal_id: str, body: ApplicationBody, raw: bytes, digest: str) -> Reply:
    """The first answer to a well-formed application; receipts and refusals are both written down."""
    application_id = str(body.application_id)
    if body.terminal_id != terminal_id:
        return refuse(hall, 422, application_id, digest, "other_terminal", "申请内容与发送终端不符，未收取。")
    rule = hall.settings.rule(body.matter)
    if rule is None:
        refusal = refuse(hall, 422, application_id, digest, "unknown_matter", "本大厅不受理该事项，请到窗口咨询。")
    elif not rule.takes(body.proof.way):
        refusal = refuse(hall, 422, application_id, digest, "proof_missing", "本事项要核对本人，请带身份证到窗口办理。")
    elif rule.is_signed and not body.signature_svg:
        refusal = refuse(hall, 422, application_id, digest, "signature_missing", "申请表上没有签名，请到窗口办理。")
    else:
        return _take(hall, session, rule, body, raw, digest)
    session.add(GivenAnswer(application_id=application_id, body_sha256=digest, status=422, answer=refusal.text))
    return refusal


def _take(hall: Hall, session: Session, rule: MatterRule, body: ApplicationBody, raw: bytes, digest: str) -> Reply:
    """The receipt, once all pages are here."""
    application_id = str(body.application_id)
    pages = {page for material in body.materials for page in material.pages}
    if pages - set(session.scalars(select(Material.sha256).where(Material.application_id == application_id))):
        return _MISSING_PAGES
    receipt = _receipt(hall, session, body, rule, digest)
    wire = receipt.wire()
    reply = Reply(200, _text({"receipt": wire, "signature": sign(hall.key, wire)}))
    session.add(GivenAnswer(application_id=application_id, body_sha256=digest, status=200, answer=reply.text))
    session.flush()
    session.add(_row(body, receipt, raw))
    return reply


def _receipt(hall: Hall, session: Session, body: ApplicationBody, rule: MatterRule, digest: str) -> Receipt:
    settings, today = hall.settings, hall.business_date()
    sequence = next_number(session, "application", today)
    result = _result(hall, session, rule, today) if rule.result and hall.deciding.is_on else None
    promised_on = None
    if rule.working_days is not None and result is None:
        promised_on = working_days.after(today, rule.working_days, settings.holidays, settings.workdays)
    return Receipt(
        application_id=str(body.application_id),
        state=ReceiptState.DONE if result else rule.state,
        number=f"{settings.region}-{settings.code}-{today:%Y%m%d}-{sequence:06d}",
        body_sha256=digest,
        received_at=hall.now(),
        promised_on=promised_on,
        result=result,
    )


def _result(hall: Hall, session: Session, rule: MatterRule, today: date) -> Result:
    """An instant matter is decided: its result has a number of a series of its own."""
    settings, sequence = hall.settings, next_number(session, "result", today)
    return Result(
        name=rule.result or rule.name,
        number=f"{settings.region}-{settings.code}-R-{today:%Y%m%d}-{sequence:06d}",
        valid_until=_months_after(today, rule.result_months) if rule.result_months else None,
    )


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _row(body: ApplicationBody, receipt: Receipt, raw: bytes) -> Application:
    return Application(
        id=receipt.application_id,
        number=receipt.number,
        slip_number=body.slip_number,
        terminal_id=body.terminal_id,
        matter=body.matter,
        state=receipt.state.value,
        received_at=receipt.received_at.isoformat(),
        promised_on=receipt.promised_on,
        result_name=receipt.result.name if receipt.result else None,
        result_number=receipt.result.number if receipt.result else None,
        result_valid_until=receipt.result.valid_until if receipt.result else None,
        body=raw,
    )


def _text(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)
