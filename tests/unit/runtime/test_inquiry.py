"""What leaves the visit with a question about a person, and what its answer becomes."""

import json
import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract.inquiries import (
    EXPIRED,
    UNKNOWN,
    AgentAnswer,
    HolderAnswer,
    Inquiry,
    Person,
    opened_question,
    sealed_answer,
)
from kiosk.contract.sealing import new_keypair
from kiosk.errors import BackendBusy, BackendNonsense, BackendUnauthorized, BackendUnreachable
from kiosk.ports.id_reader import CardKind, IdCard
from kiosk.ports.qr_scanner import PayloadKind
from kiosk.runtime.inquiry import Inquiries
from kiosk.runtime.messages import InquiryAnswered, InquiryMade
from kiosk.session import events as e
from kiosk.session.commands import AskAgent, AskHolder

HALL = Ed25519PrivateKey.generate()
PRIVATE, PUBLIC = new_keypair()
CODE = "4240123456789012345678320000"
NAME, NUMBER, ADDRESS = "王秀英", "320699194103120249", "江苏省如皋市长江镇知青村三组12号"
PERSON = Person(NAME, NUMBER, "2", "01", "19410312", ADDRESS)
CARD = IdCard(CardKind.RESIDENT, NAME, "2", "01", "19410312", ADDRESS, NUMBER, "如皋市公安局", "20060518", "长期")
HOLDER = AskHolder(CODE, PayloadKind.MEDICAL_INSURANCE)
AGENT = AskAgent(CARD)


@pytest.fixture
def visit() -> Inquiries:
    return Inquiries("CJ01", HALL.public_key(), patience=10.0)


def opened(made: InquiryMade) -> Inquiry:
    """What the sender's process sees."""
    return Inquiry.read(opened_question(PRIVATE, made.inquiry_id, made.sealed_body))


def answered(made: InquiryMade, key: Ed25519PrivateKey = HALL, **said: object) -> InquiryAnswered:
    answer = said.pop("answer", None) or HolderAnswer(made.inquiry_id, **said)  # type: ignore[arg-type]
    return InquiryAnswered(made.inquiry_id, sealed_answer(key, opened(made), answer))  # type: ignore[arg-type]


def test_a_code_crosses_sealed_and_opens_to_the_question(visit: Inquiries) -> None:
    made = visit.ask(HOLDER, PUBLIC, 0.0)
    question = opened(made)
    assert (question.inquiry_id, question.terminal_id) == (made.inquiry_id, "CJ01")
    assert dict(question.asked) == {"code": CODE, "code_kind": "medical_insurance"}
    agent = opened(visit.ask(AGENT, PUBLIC, 0.0))
    assert dict(agent.asked) == {"name": NAME, "number": NUMBER}
    assert agent.answer_to != question.answer_to  # a key for each question


@pytest.mark.parametrize("command", [HOLDER, AGENT])
def test_nothing_that_crosses_either_way_can_be_read(visit: Inquiries, command: AskHolder | AskAgent) -> None:
    made = visit.ask(command, PUBLIC, 0.0)
    back = answered(made, reference="H-1", person=PERSON)
    for crossing in (pickle.dumps(made), pickle.dumps(back), repr(made).encode(), repr(back).encode()):
        for text in (CODE, NAME, NUMBER, ADDRESS):
            for encoding in ("utf-8", "utf-16-le", "gb18030"):
                assert text.encode(encoding) not in crossing
            assert json.dumps(text).strip('"').encode() not in crossing


def test_a_found_holder_becomes_a_card_without_dates_of_its_own(visit: Inquiries) -> None:
    event = visit.hear(answered(visit.ask(HOLDER, PUBLIC, 0.0), reference="H-1", person=PERSON))
    assert isinstance(event, e.HolderFound)
    assert (event.kind, event.reference) == ("medical_insurance", "H-1")
    card = event.card
    assert (card.kind, card.name, card.number, card.birth, card.address) == (
        CardKind.RESIDENT, NAME, NUMBER, "19410312", ADDRESS,
    )  # fmt: skip
    assert (card.issuer, card.valid_from, card.valid_to, card.photo) == ("", "", "长期", b"")


@pytest.mark.parametrize(("reason", "key"), [(UNKNOWN, "holder.unknown"), (EXPIRED, "holder.expired")])
def test_a_code_that_stands_for_nobody_says_why(visit: Inquiries, reason: str, key: str) -> None:
    assert visit.hear(answered(visit.ask(HOLDER, PUBLIC, 0.0), reason=reason)) == e.HolderUnknown(key)


@pytest.mark.parametrize(("reference", "event"), [("D-7", e.AgentKnown("D-7")), ("", e.AgentUnknown("agent.unknown"))])
def test_an_agent_is_known_or_not(visit: Inquiries, reference: str, event: e.Event) -> None:
    made = visit.ask(AGENT, PUBLIC, 0.0)
    assert visit.hear(answered(made, answer=AgentAnswer(made.inquiry_id, reference))) == event


@pytest.mark.parametrize(
    ("error", "key"),
    [(BackendUnreachable, "inquiry.away"), (BackendBusy, "inquiry.away"), (BackendNonsense, "inquiry.failed"),
     (BackendUnauthorized, "inquiry.failed")],
)  # fmt: skip
@pytest.mark.parametrize(("command", "event"), [(HOLDER, e.HolderUnknown), (AGENT, e.AgentUnknown)])
def test_a_backend_that_could_not_be_asked_says_so(visit, error, key, command, event) -> None:  # type: ignore[no-untyped-def]
    made = visit.ask(command, PUBLIC, 0.0)
    assert visit.hear(InquiryAnswered(made.inquiry_id, None, error.key)) == event(key)


def test_an_answer_that_the_hall_did_not_sign_or_to_another_kind_of_question_is_none(visit: Inquiries) -> None:
    forged = answered(visit.ask(HOLDER, PUBLIC, 0.0), Ed25519PrivateKey.generate(), reference="H-1", person=PERSON)
    assert visit.hear(forged) == e.HolderUnknown("inquiry.failed")
    made = visit.ask(AGENT, PUBLIC, 0.0)
    assert visit.hear(answered(made, reference="H-1", person=PERSON)) == e.AgentUnknown("inquiry.failed")
    made = visit.ask(AGENT, PUBLIC, 0.0)
    assert visit.hear(InquiryAnswered(made.inquiry_id, b"")) == e.AgentUnknown("inquiry.failed")


def test_a_late_answer_to_an_earlier_question_is_dropped(visit: Inquiries) -> None:
    first = visit.ask(HOLDER, PUBLIC, 0.0)
    second = visit.ask(HOLDER, PUBLIC, 1.0)
    assert visit.hear(answered(first, reference="H-1", person=PERSON)) is None
    assert visit.hear(answered(second, reason=UNKNOWN)) == e.HolderUnknown("holder.unknown")
    assert visit.hear(answered(second, reason=UNKNOWN)) is None


def test_it_gives_up_by_the_visits_clock_and_then_hears_nothing_more(visit: Inquiries) -> None:
    made = visit.ask(HOLDER, PUBLIC, 100.0)
    assert visit.tick(109.9) is None
    assert visit.tick(110.0) == e.HolderUnknown("inquiry.silent")
    assert visit.tick(111.0) is None
    assert visit.hear(answered(made, reference="H-1", person=PERSON)) is None
    visit.ask(AGENT, PUBLIC, 0.0)
    assert visit.tick(10.0) == e.AgentUnknown("inquiry.silent")


def test_after_the_wipe_nobody_waits(visit: Inquiries) -> None:
    made = visit.ask(HOLDER, PUBLIC, 0.0)
    visit.forget()
    assert visit.tick(99.0) is None
    assert visit.hear(answered(made, reference="H-1", person=PERSON)) is None
    assert CODE not in repr(vars(visit))
