"""Whose code it is, who is an agent: told to the asking visit alone, kept nowhere."""

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from kiosk.contract.inquiries import EXPIRED, UNKNOWN, Inquiry, InquiryKind, Person, opened_answer
from kiosk.contract.receipts import opened_refusal
from kiosk.contract.sealing import new_keypair
from kiosk.hall import inquiries
from kiosk.hall.hall import INQUIRIES_AN_HOUR

CODE, KIND = "SBK1" + "0Z" * 14, "social_security"
PERSON = Person("王秀英", "320699194103120249", "2", "01", "19410312", "江苏省如皋市长江镇知青村三组12号")
HOLDER = {"code": CODE, "kind": KIND, "person": PERSON.wire()}
AGENT = {"name": "陈晓芸", "number": "320699198106050424", "reference": "D-0007"}


def ask(hall, kind, **asked):
    private, public = new_keypair()
    inquiry = Inquiry(str(uuid4()), "CJ01", kind, asked, public)
    reply = inquiries.answer(hall, "CJ01", inquiry.inquiry_id, inquiry.wire())
    assert reply.status == 200
    box = base64.b64decode(json.loads(reply.text)["sealed"])
    return opened_answer(private, box, inquiry.inquiry_id, kind, hall.key.public_key())


def whose(hall, code=CODE, kind=KIND):
    return ask(hall, InquiryKind.CODE_HOLDER, code=code, code_kind=kind)


def test_a_registered_code_tells_its_holder_under_the_same_reference_each_time(hall):
    reference = inquiries.add_holder(hall, HOLDER)
    assert [(whose(hall).person, whose(hall).reference) for _ in range(2)] == [(PERSON, reference)] * 2
    assert inquiries.add_holder(hall, HOLDER) == reference


def test_a_code_that_nobody_registered_or_of_another_kind_stands_for_nobody(hall):
    inquiries.add_holder(hall, HOLDER)
    for answer in (whose(hall, CODE[:-1] + "1"), whose(hall, kind="licence")):
        assert (answer.person, answer.reason, answer.reference) == (None, UNKNOWN, "")


def test_a_code_is_good_until_its_moment_and_not_longer(hall, clock):
    inquiries.add_holder(hall, {**HOLDER, "valid_until": "2026-11-22T00:31:00+08:00"})
    assert whose(hall).person == PERSON
    clock.wall = datetime(2026, 11, 21, 16, 31, tzinfo=UTC)
    answer = whose(hall)
    assert (answer.person, answer.reason) == (None, EXPIRED)


@pytest.mark.parametrize(("changes", "known"), [({}, True), ({"name": "陈晓"}, False), ({"number": "0" * 18}, False)])
def test_an_agent_is_known_by_name_and_number_together(hall, changes, known):
    inquiries.add_agent(hall, AGENT)
    asked = {"name": AGENT["name"], "number": AGENT["number"], **changes}
    assert ask(hall, InquiryKind.AGENT, **asked).reference == ("D-0007" if known else "")


def test_neither_the_code_nor_the_agents_number_lies_in_the_database_and_no_question_does(hall, tmp_path):
    inquiries.add_holder(hall, HOLDER)
    inquiries.add_agent(hall, AGENT)
    before = (tmp_path / "hall" / "hall.db").read_bytes()
    whose(hall)
    whose(hall, "424" + "7" * 25)
    assert (tmp_path / "hall" / "hall.db").read_bytes() == before
    for secret in (CODE, AGENT["number"]):
        assert secret.encode() not in before


@pytest.mark.parametrize(
    "wrong",
    [{**HOLDER, "person": {}}, {**HOLDER, "code": ""}, {**HOLDER, "valid_until": "soon"},
     {**HOLDER, "valid_until": "2026-11-22T00:31:00"}, {"code": CODE}],
)  # fmt: skip
def test_what_is_no_holder_is_not_registered(hall, wrong):
    with pytest.raises(ValueError):
        inquiries.add_holder(hall, wrong)


def test_over_http_a_question_that_is_none_is_refused_by_its_id_and_one_of_another_terminal_too(hall, call):
    inquiry = Inquiry(
        str(uuid4()), "CJ01", InquiryKind.CODE_HOLDER, {"code": CODE, "code_kind": KIND}, new_keypair()[1]
    )
    other = replace(inquiry, terminal_id="CJ02")
    small_order = replace(inquiry, answer_to=bytes(32))  # a point to which nothing can be sealed
    for body, code in ((b"{}", "malformed"), (b"", "malformed"), (small_order.wire(), "malformed"),
                       (other.wire(), "other_terminal")):  # fmt: skip
        reply = call(hall, "POST", "/v1/inquiries", inquiry.inquiry_id, content=body)
        assert reply.status_code == 422
        digest = hashlib.sha256(body).hexdigest()
        assert opened_refusal(reply.content, inquiry.inquiry_id, digest, hall.key.public_key()).code == code
    again = call(hall, "POST", "/v1/inquiries", str(uuid4()), content=inquiry.wire())
    assert again.status_code == 422
    good = call(hall, "POST", "/v1/inquiries", inquiry.inquiry_id, content=inquiry.wire())
    assert (good.status_code, set(good.json())) == (200, {"sealed"})
    assert CODE not in good.text


def test_a_terminal_that_asks_without_end_is_told_later_until_an_hour_has_passed_and_the_others_are_not(hall, clock):
    def asks(terminal="CJ01", body=b"{}"):
        return inquiries.answer(hall, terminal, str(uuid4()), body).status

    assert {asks() for _ in range(INQUIRIES_AN_HOUR)} == {422}  # trying it with what is no question counts too
    assert (asks(), asks("CJ02")) == (429, 422)
    clock.wall += timedelta(hours=1)
    assert asks() == 429
    clock.wall += timedelta(microseconds=1)
    assert whose(hall).reason == UNKNOWN


def test_inquiries_that_a_wrong_clock_put_into_the_future_hold_nobody_up(hall, clock):
    clock.wall += timedelta(hours=6)
    for _ in range(INQUIRIES_AN_HOUR):
        whose(hall)
    clock.wall -= timedelta(hours=6)
    assert whose(hall).reason == UNKNOWN


def test_of_two_hundred_questions_that_come_at_once_no_more_than_the_limit_are_heard(hall):
    with ThreadPoolExecutor(4) as pool:
        allowed = list(pool.map(lambda _: hall.inquiring.allows("CJ01", hall.now()), range(200)))
    assert allowed.count(True) == INQUIRIES_AN_HOUR
