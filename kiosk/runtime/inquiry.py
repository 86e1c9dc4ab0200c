"""One question about a person on its way out of the visit and back: sealed both ways, remembered only here.

The visit asks with `ask`, hands each InquiryAnswered to `hear`, and calls `tick` now and then.
"""

import uuid
from dataclasses import dataclass, field

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.contract import inquiries
from kiosk.contract.inquiries import EXPIRED, Answer, HolderAnswer, InquiryKind, Person
from kiosk.contract.sealing import new_keypair
from kiosk.errors import BackendBusy, BackendNonsense, BackendUnreachable
from kiosk.ports.id_reader import CardKind, IdCard
from kiosk.runtime.messages import InquiryAnswered, InquiryMade
from kiosk.session.commands import AskAgent, AskHolder
from kiosk.session.events import AgentKnown, AgentUnknown, Event, HolderFound, HolderUnknown
from kiosk.session.proof import LONG_TERM

PATIENCE = 10.0
_AWAY = {BackendUnreachable.key, BackendBusy.key}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Open:
    """The question that waits; `private` opens its answer and nothing else, and goes with it."""

    id: str
    kind: InquiryKind
    code_kind: str
    private: bytes = field(repr=False)
    until: float


class Inquiries:
    """At most one question at a time: an answer to an earlier one finds nobody and is dropped unopened."""

    def __init__(self, terminal_id: str, hall_key: Ed25519PublicKey, patience: float = PATIENCE) -> None:
        self._terminal_id, self._hall_key, self._patience = terminal_id, hall_key, patience
        self._open: _Open | None = None

    def ask(self, command: AskHolder | AskAgent, seal_to: bytes, now: float) -> InquiryMade:
        """The question as it may cross to the keeper. `now` is monotonic seconds; what was asked before is forgotten."""
        inquiry_id, (private, public) = str(uuid.uuid4()), new_keypair()
        if isinstance(command, AskHolder):
            kind, code_kind = InquiryKind.CODE_HOLDER, command.kind.value
            asked = {"code": command.code, "code_kind": code_kind}
        else:
            kind, code_kind = InquiryKind.AGENT, ""
            asked = {"name": command.card.name, "number": command.card.number}
        question = inquiries.Inquiry(inquiry_id, self._terminal_id, kind, asked, public)
        self._open = _Open(inquiry_id, kind, code_kind, private, now + self._patience)
        return InquiryMade(inquiry_id, inquiries.sealed_question(seal_to, question))

    def hear(self, message: InquiryAnswered) -> Event | None:
        """What the session should know of it; None where nobody waits for this answer any more."""
        asked = self._open
        if asked is None or asked.id != message.inquiry_id:
            return None
        self._open = None
        if message.sealed is None:
            return _unanswered(asked, "inquiry.away" if message.key in _AWAY else "inquiry.failed")
        try:
            answer = inquiries.opened_answer(asked.private, message.sealed, asked.id, asked.kind, self._hall_key)
        except ValueError as error:  # the contract's errors never say what they read
            log.error("inquiry", key=BackendNonsense.key, problem=str(error))
            return _unanswered(asked, "inquiry.failed")
        return _told(asked, answer)

    def tick(self, now: float) -> Event | None:
        """Give up where nothing came in time; what comes later is dropped."""
        asked = self._open
        if asked is None or now < asked.until:
            return None
        self._open = None
        return _unanswered(asked, "inquiry.silent")

    def forget(self) -> None:
        """The wipe: no question waits any more."""
        self._open = None


def _told(asked: _Open, answer: Answer) -> Event:
    if not isinstance(answer, HolderAnswer):
        return AgentKnown(answer.reference) if answer.reference else AgentUnknown("agent.unknown")
    if answer.person is None:
        return HolderUnknown("holder.expired" if answer.reason == EXPIRED else "holder.unknown")
    return HolderFound(_card(answer.person), asked.code_kind, answer.reference)


def _unanswered(asked: _Open, key: str) -> Event:
    return HolderUnknown(key) if asked.kind is InquiryKind.CODE_HOLDER else AgentUnknown(key)


def _card(person: Person) -> IdCard:
    """What the backend told of a person, as her card would say it. It tells no card's dates and no photo."""
    return IdCard(
        kind=CardKind.RESIDENT,
        name=person.name,
        sex=person.sex,
        ethnic=person.ethnic,
        birth=person.birth,
        address=person.address,
        number=person.number,
        issuer="",
        valid_from="",
        valid_to=LONG_TERM,
    )
