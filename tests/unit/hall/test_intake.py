"""Where applications arrive: one receipt for ever, whatever comes twice, late, broken or at the same time."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from kiosk.catalogue.matter import PersonProof
from kiosk.contract.receipts import ReceiptState, Result, opened_receipt, opened_refusal
from kiosk.contract.v1 import Applicant, ApplicationBody, Consent, Heartbeat, MaterialRef
from kiosk.hall.app import LARGEST_BODY, LARGEST_HEARD
from kiosk.hall.bench import Bench
from kiosk.hall.database import open_database
from kiosk.hall.hall import open_hall
from kiosk.hall.intake import _months_after, take_application, take_material
from kiosk.hall.office import page
from kiosk.hall.settings import HallSettings, MatterRule
from kiosk.hall.tables import Application, TerminalState
from kiosk.ports.bench import BenchRequest

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
BEAT = {
    "terminal_id": "CJ01", "name": "01号终端", "product": "1", "contract": 1, "started_at": MOMENT.isoformat(),
    "sequence": 1, "sent_at": MOMENT.isoformat(), "devices": [], "waiting": {"count": 0, "refused": 0},
    "store_has_room": True, "visit_is_on": False,
}  # fmt: skip
NAME, NUMBER = "王<b>小明", "320682194001011234"


def body(application_id=None, pages=(), terminal="CJ01", matter="elderly_allowance", **changes):
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
    made = ApplicationBody.model_validate({**made.model_dump(), **changes})
    return application_id, made.model_dump_json().encode()


def sent(hall, **parts):
    """The answer to a fresh application, and what opens it."""
    application_id, raw = body(**parts)
    return take_application(hall, "CJ01", application_id, raw), application_id, raw


def with_rule(hall, **parts):
    return replace(hall, settings=replace(hall.settings, matters={"m": MatterRule("资格认证", **parts)}))


def receipt_of(hall, reply, application_id, raw):
    return opened_receipt(reply.text.encode(), application_id, hashlib.sha256(raw).hexdigest(), hall.key.public_key())


def refusal_of(hall, reply, application_id, raw):
    return opened_refusal(reply.text.encode(), application_id, hashlib.sha256(raw).hexdigest(), hall.key.public_key())


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
    assert (reply.status, refusal_of(hall, reply, application_id, raw + b" ").code) == (422, "other_body")


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_half_a_body_does_not_burn_its_key(hall, cut):
    application_id, raw = body()
    reply = take_application(hall, "CJ01", application_id, raw[:cut])
    assert refusal_of(hall, reply, application_id, raw[:cut]).code == "malformed"
    assert take_application(hall, "CJ01", application_id, raw).status == 200


def test_a_body_for_another_key_or_of_another_terminal_is_refused(hall):
    application_id, raw = body()
    other = str(uuid4())
    assert refusal_of(hall, take_application(hall, "CJ01", other, raw), other, raw).code == "malformed"
    application_id, raw = body(terminal="CJ02")
    reply = take_application(hall, "CJ01", application_id, raw)
    assert refusal_of(hall, reply, application_id, raw).code == "other_terminal"
    assert held(hall) == 0


def test_what_is_too_large_to_be_kept_is_refused_by_the_hash_of_all_that_came(hall, call):
    application_id, picture = str(uuid4()), b"\xff" * (LARGEST_BODY + 1)
    digest = hashlib.sha256(picture).hexdigest()
    for method, path in (("PUT", f"/v1/materials/{application_id}/{digest}"), ("POST", "/v1/applications"),
                         ("POST", "/v1/inquiries")):  # fmt: skip
        reply = call(hall, method, path, application_id, content=picture)
        assert (reply.status_code, refusal_of(hall, reply, application_id, picture).code) == (413, "too_large")


def test_what_does_not_end_is_not_heard_to_its_end_and_not_refused_by_name(hall, call):
    heard = 0

    async def endless():
        nonlocal heard
        while True:
            heard += 1
            yield bytes(LARGEST_BODY)

    reply = call(hall, "POST", "/v1/applications", str(uuid4()), content=endless())
    assert (reply.status_code, reply.json()) == (413, {"detail": "too large"})
    assert heard <= LARGEST_HEARD // LARGEST_BODY + 1


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
    assert refusal_of(strict, reply, application_id, raw).code == "unknown_matter"


# ---- instant matters ----------------------------------------------------------------------------------------------


INSTANT = {"result": "资格认证结果回执", "result_months": 12}


def test_an_instant_matter_is_done_at_once_with_a_result_of_a_series_of_its_own(hall):
    instant = with_rule(hall, working_days=5, **INSTANT)
    sent(hall, matter="m")  # another one before: the two series do not count together
    for count in (1, 2):
        receipt = receipt_of(instant, *sent(instant, matter="m"))
        assert (receipt.state, receipt.promised_on) == (ReceiptState.DONE, None)
        assert receipt.number == f"320682-CJ01-20261122-{count + 1:06d}"
        assert receipt.result == Result("资格认证结果回执", f"320682-CJ01-R-20261122-{count:06d}", date(2027, 11, 22))


def test_a_result_without_months_has_no_end(hall):
    receipt = receipt_of(hall, *sent(with_rule(hall, result="回执"), matter="m"))
    assert receipt.result.valid_until is None


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 11, 22), 1, date(2026, 12, 22)),
        (date(2026, 11, 22), 2, date(2027, 1, 22)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(day, months, until):
    assert _months_after(day, months) == until


def test_while_the_office_decides_nothing_an_instant_matter_is_only_received(hall):
    instant = with_rule(hall, **INSTANT)
    bench = Bench(instant)
    assert bench.obey(BenchRequest("decide", {"on": False})).state["decides"] is False
    first = sent(instant, matter="m")
    receipt = receipt_of(instant, *first)
    assert (receipt.state, receipt.result) == (ReceiptState.RECEIVED, None)
    assert bench.obey(BenchRequest("decide", {"on": True})).state["decides"] is True
    assert take_application(instant, "CJ01", *first[1:]) == first[0]  # the first answer for ever
    assert receipt_of(instant, *sent(instant, matter="m")).state is ReceiptState.DONE
    bench.obey(BenchRequest("decide", {"on": False}))
    assert bench.obey(BenchRequest("reset")).state["decides"] is True


def test_a_result_is_given_once_and_again_for_ever(hall):
    instant = with_rule(hall, **INSTANT)
    reply, application_id, raw = sent(instant, matter="m")
    for _ in range(3):
        assert take_application(instant, "CJ01", application_id, raw) == reply
    assert receipt_of(instant, *sent(instant, matter="m")).result.number.endswith("-000002")


def test_the_offices_page_and_the_bench_show_the_result(hall):
    instant = with_rule(hall, **INSTANT)
    number = receipt_of(instant, *sent(instant, matter="m")).result.number
    shown = page(instant)
    assert f"资格认证结果回执 {number}，有效期到 2027-11-22" in shown
    assert "已办结" in shown
    assert Bench(instant).arrived()[0]["result"] == number


# ---- whom the hall believes ---------------------------------------------------------------------------------------


COMPARED = {"way": "compared", "compared_by": "clerk", "by": "staff", "at": MOMENT}
BY_CODE = {"way": "code", "code_kind": "licence", "code_reference": "holder-7"}
NOBODY = {"proof": {"way": "none"}, "applicant": None}


@pytest.mark.parametrize(
    ("proofs", "said", "is_taken"),
    [
        ({PersonProof.COMPARED}, {}, False),
        ({PersonProof.COMPARED}, {"proof": BY_CODE}, False),
        ({PersonProof.COMPARED}, NOBODY, False),
        ({PersonProof.COMPARED}, {"proof": COMPARED}, True),
        ({PersonProof.CARD}, {}, True),
        ({PersonProof.CARD}, {"proof": COMPARED}, True),
        ({PersonProof.CARD}, {"proof": BY_CODE}, False),
        ({PersonProof.CARD}, NOBODY, False),
        ({PersonProof.CARD, PersonProof.CODE}, {"proof": BY_CODE}, True),
        ({PersonProof.CODE}, {"proof": COMPARED}, False),
        ({PersonProof.NONE}, NOBODY, True),
        (set(), NOBODY, True),
    ],
)
def test_an_application_without_the_proof_that_its_matter_demands_is_refused_for_good(hall, proofs, said, is_taken):
    strict = with_rule(hall, proofs=frozenset(proofs), **INSTANT)
    reply, application_id, raw = sent(strict, matter="m", **said)
    if is_taken:
        assert receipt_of(strict, reply, application_id, raw).state is ReceiptState.DONE
        return
    assert (reply.status, refusal_of(strict, reply, application_id, raw).code) == (422, "proof_missing")
    assert take_application(strict, "CJ01", application_id, raw) == reply
    assert held(hall) == 0


@pytest.mark.parametrize(("is_signed", "status"), [(True, 422), (False, 200)])
def test_a_signature_may_be_absent_only_where_the_form_asks_for_none(hall, is_signed, status):
    reply, application_id, raw = sent(with_rule(hall, is_signed=is_signed), matter="m", signature_svg=None)
    assert reply.status == status
    if is_signed:
        assert refusal_of(hall, reply, application_id, raw).code == "signature_missing"


def test_the_offices_page_shows_an_application_of_nobody_too(hall):
    reply, _, _ = sent(hall, **NOBODY)
    assert json.loads(reply.text)["receipt"]["number"] in page(hall)
    assert Bench(hall).arrived()[0]["applicant"] == ""


def test_a_hall_of_before_results_keeps_its_applications_and_what_its_terminals_said(tmp_path):
    engine = at_revision(f"sqlite:///{tmp_path / 'old.db'}", "0004")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO terminal VALUES ('CJ01', 'x', 'x')"))
        connection.execute(text("INSERT INTO given_answer VALUES ('a', 'x', 200, '{}')"))
        connection.execute(
            text(
                "INSERT INTO application (id, number, slip_number, terminal_id, matter, state, received_at, body) "
                "VALUES ('a', 'n-1', 's-1', 'CJ01', 'm', 'received', '2026-11-20T00:00:00+00:00', '{}')"
            )
        )
        said = json.dumps(BEAT).replace("store_has_room", "store_accepts")
        connection.execute(text("INSERT INTO terminal_state VALUES ('CJ01', 'x', :said)"), {"said": said})
    engine.dispose()
    engine = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    with Session(engine) as session:
        kept = session.get(Application, "a")
        assert (kept.number, kept.result_number) == ("n-1", None)
        assert Heartbeat.model_validate_json(session.get(TerminalState, "CJ01").said).store_has_room
    engine.dispose()


def at_revision(url, revision):
    """A database as an older hall left it."""
    engine, config = create_engine(url), Config()
    config.set_main_option("script_location", "kiosk.hall:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return engine


def test_the_offices_page_shows_what_arrived_and_nobodys_whole_name_or_number(hall):
    application_id, raw = body()
    receipt = json.loads(take_application(hall, "CJ01", application_id, raw).text)["receipt"]
    shown = page(hall)
    assert receipt["number"] in shown
    assert "王* …1234" in shown
    for secret in ("小明", NUMBER, NUMBER[:6] + "1940", "<b>"):
        assert secret not in shown
