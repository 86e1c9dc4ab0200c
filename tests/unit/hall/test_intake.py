"""Where applications arrive: one receipt for ever, whatever comes twice, late, broken or at the same time."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.contract.receipts import ReceiptState, opened_receipt, opened_refusal
from kiosk.contract.v1 import Applicant, ApplicationBody, Consent, MaterialRef
from kiosk.hall.hall import open_hall
from kiosk.hall.intake import take_application, take_material
from kiosk.hall.office import page
from kiosk.hall.settings import HallSettings, MatterRule
from kiosk.hall.tables import Application

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
NAME, NUMBER = "王<b>小明", "320682194001011234"


def body(application_id=None, pages=(), terminal="CJ01", matter="elderly_allowance"):
    application_id = application_id or str(uuid4())
    made = ApplicationBody(
        application_id=application_id, terminal_id=terminal, slip_number=f"CJ01-{application_id[:8]}", matter=matter,
        matter_version="1", language="zh_CN", consent=Consent(version="1", agreed_at=MOMENT),
        applicant=Applicant(
            card_kind="resident", name=NAME, number=NUMBER, sex="1", ethnic="01", birth="19400101", address="x",
            issuer="x", valid_from="20100101", valid_to="长期",
        ),
        answers={}, materials=(MaterialRef(name="户口簿", how="photo", pages=tuple(pages)),), signature_svg="<svg/>",
        signed_at=MOMENT, made_at=MOMENT,
    )  # fmt: skip
    return application_id, made.model_dump_json().encode()


def receipt_of(hall, reply, application_id, raw):
    return opened_receipt(reply.text.encode(), application_id, hashlib.sha256(raw).hexdigest(), hall.key.public_key())


def refusal_of(hall, reply, application_id):
    return opened_refusal(reply.text.encode(), application_id, hall.key.public_key())


def held(hall):
    with Session(hall.engine) as session:
        return session.scalars(select(func.count()).select_from(Application)).one()


def test_numbers_say_region_hall_day_and_count(hall):
    numbers = []
    for _ in range(2):
        application_id, raw = body()
        numbers.append(
            receipt_of(hall, take_application(hall, "CJ01", application_id, raw), application_id, raw).number
        )
    assert numbers == ["320682-CJ01-20261122-000001", "320682-CJ01-20261122-000002"]


def test_the_first_answer_is_given_again_even_by_a_hall_that_was_opened_anew(hall, clock, tmp_path):
    application_id, raw = body()
    first = take_application(hall, "CJ01", application_id, raw)
    clock.wall = datetime(2028, 1, 1, tzinfo=UTC)  # no key ever expires
    assert take_application(hall, "CJ01", application_id, raw) == first
    again = open_hall(tmp_path / "hall", HallSettings(region="999999"), clock)
    assert take_application(again, "CJ01", application_id, raw) == first
    again.engine.dispose()
    assert held(hall) == 1


def test_the_same_application_from_four_threads_at_once_is_one(hall):
    application_id, raw = body()
    with ThreadPoolExecutor(4) as pool:
        replies = set(pool.map(lambda n: take_application(hall, "CJ01", application_id, raw), range(20)))
    assert len(replies) == 1
    assert held(hall) == 1


def test_another_body_under_the_same_id_is_refused_by_name(hall):
    application_id, raw = body()
    take_application(hall, "CJ01", application_id, raw)
    reply = take_application(hall, "CJ01", application_id, raw + b" ")
    assert (reply.status, refusal_of(hall, reply, application_id).code) == (422, "other_body")


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_half_a_body_does_not_burn_its_key(hall, cut):
    application_id, raw = body()
    reply = take_application(hall, "CJ01", application_id, raw[:cut])
    assert refusal_of(hall, reply, application_id).code == "malformed"
    assert take_application(hall, "CJ01", application_id, raw).status == 200


def test_a_body_for_another_key_or_of_another_terminal_is_refused(hall):
    application_id, raw = body()
    other = str(uuid4())
    assert refusal_of(hall, take_application(hall, "CJ01", other, raw), other).code == "malformed"
    application_id, raw = body(terminal="CJ02")
    assert (
        refusal_of(hall, take_application(hall, "CJ01", application_id, raw), application_id).code == "other_terminal"
    )
    assert held(hall) == 0


def test_an_application_waits_for_its_pictures(hall):
    picture = b"\xff\xd8 picture"
    digest = hashlib.sha256(picture).hexdigest()
    application_id, raw = body(pages=[digest])
    assert take_application(hall, "CJ01", application_id, raw).status == 409
    assert take_material(hall, application_id, digest, picture[:-1]).status == 409
    assert take_application(hall, "CJ01", application_id, raw).status == 409
    assert take_material(hall, application_id, digest, picture).status == 204
    assert take_material(hall, application_id, digest, picture).status == 204
    assert take_application(hall, "CJ01", application_id, raw).status == 200


def test_a_matters_rule_says_received_or_accepted_and_by_when(hall):
    rules = {"a": MatterRule(state=ReceiptState.ACCEPTED, working_days=15), "b": MatterRule()}
    strict = replace(hall, settings=HallSettings(matters=rules, holidays=frozenset({date(2026, 11, 23)})))
    application_id, raw = body(matter="a")
    receipt = receipt_of(strict, take_application(strict, "CJ01", application_id, raw), application_id, raw)
    assert (receipt.state, receipt.promised_on) == (ReceiptState.ACCEPTED, date(2026, 12, 14))
    application_id, raw = body(matter="b")
    receipt = receipt_of(strict, take_application(strict, "CJ01", application_id, raw), application_id, raw)
    assert (receipt.state, receipt.promised_on) == (ReceiptState.RECEIVED, None)
    application_id, raw = body(matter="c")
    reply = take_application(strict, "CJ01", application_id, raw)
    assert refusal_of(strict, reply, application_id).code == "unknown_matter"


def test_the_offices_page_shows_what_arrived_and_nobodys_whole_name_or_number(hall):
    application_id, raw = body()
    receipt = json.loads(take_application(hall, "CJ01", application_id, raw).text)["receipt"]
    shown = page(hall)
    assert receipt["number"] in shown
    assert "王* …1234" in shown
    for secret in ("小明", NUMBER, NUMBER[:6] + "1940", "<b>"):
        assert secret not in shown
