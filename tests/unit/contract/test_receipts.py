"""Reading the hall's signed answers: form, owner, body, signer."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract.receipts import LONGEST_NAME, Receipt, ReceiptState, Refusal, Result, opened_receipt, opened_refusal
from kiosk.contract.signing import sign

ID, HASH = "5f0c3b1e-8d3b-4d0e-9d6d-0f3a2b1c4d5e", "a" * 64
KEY = Ed25519PrivateKey.generate()
RECEIPT = Receipt(ID, ReceiptState.ACCEPTED, "320682-CJ01-20261122-000187", HASH, datetime(2026, 11, 22, tzinfo=UTC))
RESULT = Result("资格认证结果回执", "320682-CJ01-R-20261122-000017", date(2027, 11, 22))
DONE = replace(RECEIPT, state=ReceiptState.DONE, result=RESULT)
REFUSAL = Refusal(ID, "unknown_matter", "本大厅不受理该事项。", HASH)


def answer(part="receipt", value=None, key=KEY, **changes):
    value = {**(value or RECEIPT.wire()), **changes}
    return json.dumps({part: value, "signature": sign(key, value)}).encode()


def read(raw):
    return opened_receipt(raw, ID, HASH, KEY.public_key())


@pytest.mark.parametrize("promised_on", [None, date(2026, 12, 11)])
def test_a_receipt_comes_through_the_wire_as_it_was(promised_on):
    sent = Receipt(ID, ReceiptState.RECEIVED, "A-01", HASH, datetime(2026, 11, 22, 8, 30, 1, 5, UTC), promised_on)
    assert read(answer(value=sent.wire())) == sent


@pytest.mark.parametrize("valid_until", [None, date(2027, 11, 22)])
def test_a_result_comes_through_the_wire_as_it_was(valid_until):
    sent = replace(DONE, result=replace(RESULT, valid_until=valid_until))
    assert read(answer(value=sent.wire())) == sent


def test_without_a_result_a_receipt_is_signed_as_it_always_was():
    assert "result" not in RECEIPT.wire()


@pytest.mark.parametrize("state", ["received", "accepted"])
def test_a_result_without_the_word_done_is_no_receipt(state):
    with pytest.raises(ValueError, match="a result comes with"):
        read(answer(value=DONE.wire(), state=state))


@pytest.mark.parametrize("result", [None, {}, [], "R-1", 1, True])
def test_the_word_done_without_a_result_is_no_receipt(result):
    with pytest.raises(ValueError):
        read(answer(value=DONE.wire(), result=result))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": None},
        {"name": 7},
        {"name": "长" * (LONGEST_NAME + 1)},
        {"name": "回执\n已受理"},
        {"name": "回执\x1b@"},
        {"name": "回执\u202e"},
        {"number": None},
        {"number": "R 1"},
        {"number": "R-1"},
        {"number": "1" * 65},
        {"number": "编号编号"},
        {"valid_until": ""},
        {"valid_until": "2027"},
        {"valid_until": 20271122},
        {"valid_until": "12个月"},
    ],
)
def test_a_result_in_the_wrong_form_is_none(changes):
    wire = DONE.wire()
    with pytest.raises(ValueError):
        read(answer(value=wire, result={**wire["result"], **changes}))


def test_a_result_may_have_a_long_name_and_say_more_than_we_know():
    wire = {**RESULT.wire(), "name": "长" * LONGEST_NAME, "seal": "x"}
    assert read(answer(value=DONE.wire(), result=wire)).result.name == "长" * LONGEST_NAME


def test_a_newer_hall_may_say_more_than_we_know():
    assert read(answer(colour="red")) == RECEIPT


@pytest.mark.parametrize(
    "changes",
    [
        {"application_id": ID[:-1] + "0"},
        {"body_sha256": "b" * 64},
        {"body_sha256": "A" * 64},
        {"state": "done"},
        {"state": "decided"},
        {"state": None},
        {"number": ""},
        {"number": "320 682"},
        {"number": "编号编号"},
        {"number": "1" * 65},
        {"number": 187187},
        {"received_at": "yesterday"},
        {"received_at": "2026-11-22T08:00:00"},
        {"promised_on": "soon"},
        {"promised_on": 5},
    ],
)
def test_a_signed_receipt_in_the_wrong_form_is_none(changes):
    with pytest.raises(ValueError):
        read(answer(**changes))


def test_another_keys_receipt_is_none():
    with pytest.raises(ValueError, match="signature"):
        read(answer(key=Ed25519PrivateKey.generate()))


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"null", b"[]", b'{"receipt":1,"signature":"x"}', b"[" * 50_000, b"\xff"]
)
def test_what_is_no_answer_at_all_is_a_value_error(raw):
    with pytest.raises(ValueError):
        read(raw)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_are_a_receipt(raw):
    with pytest.raises(ValueError):
        read(raw)


def test_a_receipt_is_no_refusal_and_a_refusal_is_no_receipt():
    refusal = answer("refusal", REFUSAL.wire())
    assert opened_refusal(refusal, ID, HASH, KEY.public_key()) == REFUSAL
    with pytest.raises(ValueError, match="no refusal"):
        opened_refusal(answer(), ID, HASH, KEY.public_key())
    with pytest.raises(ValueError, match="no receipt"):
        read(refusal)


def test_a_refusal_of_another_application_is_none():
    with pytest.raises(ValueError, match="another"):
        opened_refusal(answer("refusal", REFUSAL.wire()), ID[:-1] + "0", HASH, KEY.public_key())


def test_a_refusal_of_another_body_under_the_same_id_is_none():
    with pytest.raises(ValueError, match="another body"):
        opened_refusal(answer("refusal", REFUSAL.wire()), ID, "b" * 64, KEY.public_key())


def test_the_hash_of_the_refused_body_is_signed_with_the_rest():
    signed = json.loads(answer("refusal", REFUSAL.wire()))
    signed["refusal"]["body_sha256"] = "b" * 64
    with pytest.raises(ValueError, match="signature"):
        opened_refusal(json.dumps(signed).encode(), ID, "b" * 64, KEY.public_key())


def test_a_refusal_that_names_no_body_is_none():
    wire = REFUSAL.wire()
    del wire["body_sha256"]
    with pytest.raises(ValueError, match="body_sha256"):
        opened_refusal(answer("refusal", wire), ID, HASH, KEY.public_key())


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "X"},
        {"code": "a b"},
        {"sentence": "字" * 201},
        {"sentence": None},
        {"body_sha256": None},
        {"body_sha256": "A" * 64},
        {"body_sha256": "a" * 63},
    ],
)
def test_a_signed_refusal_in_the_wrong_form_is_none(changes):
    with pytest.raises(ValueError):
        opened_refusal(answer("refusal", REFUSAL.wire(), **changes), ID, HASH, KEY.public_key())
