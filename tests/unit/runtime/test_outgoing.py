"""What a visit has on its way: one application, whatever is touched meanwhile."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract.envelope import SealTo
from kiosk.contract.sealing import new_keypair
from kiosk.documents.application import Signed
from kiosk.runtime import messages as m
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.inquiry import Inquiries
from kiosk.runtime.outgoing import Outgoing
from kiosk.session.commands import Submit
from kiosk.session.events import Admitted, NotAdmitted
from tests.unit.session.worlds import ANSWERS, CARD, STROKE, WALL


def submit(answers: Mapping[str, str] = ANSWERS) -> Submit:
    signed = Signed(
        matter="elderly_allowance", matter_version="1", language="zh_CN", consent_version="1", consented_at=WALL,
        card=CARD, code=None, comparison=None, answers=answers, materials=(), strokes=(STROKE,), signed_at=WALL,
    )  # fmt: skip
    return Submit(signed, "高龄津贴", "王**", "****0249", "zh_CN", 15)


@pytest.fixture
def sent() -> list[Any]:
    return []


@pytest.fixture
def out(sent: list[Any]) -> Outgoing:
    inquiries = Inquiries("CJ01", Ed25519PrivateKey.generate().public_key())
    made = Outgoing("CJ01", inquiries, sent.append, SystemClock())
    made.seal_to = SealTo(new_keypair()[1])
    return made


def handed_over(out: Outgoing, sent: list[Any], command: Submit) -> m.HandedOver:
    out.submit(command)
    out.hear(m.SlipNumberGiven(sent[-1].application_id, f"CJ01-{date.today():%Y%m%d}-0001"))
    over: m.HandedOver = sent[-1]
    return over


def test_the_same_signed_twice_is_one_application(out: Outgoing, sent: list[Any]) -> None:
    first = handed_over(out, sent, submit())
    assert out.submit(submit()) is None
    assert sent[-1] is first


def test_what_was_changed_while_the_first_is_on_its_way_is_not_sent_and_not_taken_for_it(
    out: Outgoing, sent: list[Any]
) -> None:
    handed_over(out, sent, submit())
    before = len(sent)
    assert out.submit(submit({**ANSWERS, "mobile": "13900139000"})) == NotAdmitted("submit.still-on-its-way")
    assert len(sent) == before


def test_once_the_keeper_has_spoken_the_next_is_another_application(out: Outgoing, sent: list[Any]) -> None:
    first = handed_over(out, sent, submit())
    out.note(Admitted(first.application_id, first.slip_number))
    assert handed_over(out, sent, submit()).application_id != first.application_id
