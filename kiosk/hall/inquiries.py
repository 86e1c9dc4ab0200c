"""The desk that says whose code it is and who is an agent. Question and answer are written down nowhere.

A hall whose province has an API of its own asks that in `holder_of` and `agent_of`; the tables serve where there is none.
"""

import base64
import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from kiosk.contract.inquiries import (
    EXPIRED,
    UNKNOWN,
    AgentAnswer,
    Answer,
    HolderAnswer,
    Inquiry,
    InquiryKind,
    Person,
    sealed_answer,
)
from kiosk.hall.database import transact
from kiosk.hall.hall import Hall
from kiosk.hall.intake import TOO_OFTEN, Reply, refuse
from kiosk.hall.tables import Agent, Holder


def answer(hall: Hall, terminal_id: str, inquiry_id: str, raw: bytes) -> Reply:
    """The sealed answer to a question, a refusal where it is none, or 429 where this terminal asks too often."""
    if not hall.inquiring.allows(terminal_id, hall.now()):
        return TOO_OFTEN
    digest = hashlib.sha256(raw).hexdigest()
    try:
        inquiry = Inquiry.read(raw)
        box = sealed_answer(hall.key, inquiry, _found(hall, inquiry))
    except ValueError:  # also a key to which nothing can be sealed
        return refuse(hall, 422, inquiry_id, digest, "malformed", "询问内容不符合接口约定。")
    if inquiry.inquiry_id != inquiry_id or inquiry.terminal_id != terminal_id:
        return refuse(hall, 422, inquiry_id, digest, "other_terminal", "询问内容与发送终端不符。")
    return Reply(200, json.dumps({"sealed": base64.b64encode(box).decode()}))


def holder_of(hall: Hall, inquiry_id: str, code: str, code_kind: str) -> HolderAnswer:
    """Whose code this is. A code that is not valid any more stands for nobody."""
    with Session(hall.engine) as session:
        holder = session.get(Holder, _digest(code))
    if holder is None or holder.kind != code_kind:
        return HolderAnswer(inquiry_id, reason=UNKNOWN)
    if holder.valid_until is not None and datetime.fromisoformat(holder.valid_until) <= hall.now():
        return HolderAnswer(inquiry_id, reason=EXPIRED)
    return HolderAnswer(inquiry_id, holder.reference, Person.read(json.loads(holder.person)))


def agent_of(hall: Hall, inquiry_id: str, name: str, number: str) -> AgentAnswer:
    """Whether the office knows this person as an agent: number and name must both be hers."""
    with Session(hall.engine) as session:
        agent = session.get(Agent, _digest(number))
    return AgentAnswer(inquiry_id, agent.reference if agent is not None and agent.name == name else "")


def add_holder(hall: Hall, said: dict[str, Any]) -> str:
    """Register {code, kind, person, valid_until?: RFC 3339} and return the reference. Raises ValueError."""
    person, until = Person.read(said.get("person")), said.get("valid_until")
    code, kind = str(said.get("code", "")), str(said.get("kind", ""))
    if not code or not kind:
        raise ValueError("code and kind are missing")
    valid_until = None if until is None else _moment(str(until))

    def work(session: Session) -> str:
        holder = session.get(Holder, _digest(code)) or Holder(code_sha256=_digest(code), reference=_reference("H"))
        holder.kind, holder.person, holder.valid_until = kind, json.dumps(person.wire()), valid_until
        session.add(holder)
        return holder.reference

    return transact(hall.engine, work)


def add_agent(hall: Hall, said: dict[str, Any]) -> str:
    """Register {name, number, reference?} as an agent and return the reference. Raises ValueError."""
    name, number = str(said.get("name", "")), str(said.get("number", ""))
    if not name or not number:
        raise ValueError("name and number are missing")
    wanted = str(said.get("reference") or "")

    def work(session: Session) -> str:
        agent = session.get(Agent, _digest(number)) or Agent(number_sha256=_digest(number), reference=_reference("D"))
        agent.name, agent.reference = name, wanted or agent.reference
        session.add(agent)
        return agent.reference

    return transact(hall.engine, work)


def _found(hall: Hall, inquiry: Inquiry) -> Answer:
    asked = inquiry.asked
    if inquiry.kind is InquiryKind.CODE_HOLDER:
        return holder_of(hall, inquiry.inquiry_id, asked["code"], asked["code_kind"])
    return agent_of(hall, inquiry.inquiry_id, asked["name"], asked["number"])


def _reference(letter: str) -> str:
    return f"{letter}-{secrets.token_hex(6)}"


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("valid_until has no zone")
    return moment.astimezone(UTC).isoformat()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
