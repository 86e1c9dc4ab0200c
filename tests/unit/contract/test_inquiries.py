"""Asking about a person: what is a question, what is an answer to it, and who can open either."""

import base64
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract import inquiries
from kiosk.contract.inquiries import (
    EXPIRED,
    UNKNOWN,
    AgentAnswer,
    HolderAnswer,
    Inquiry,
    InquiryKind,
    Person,
    opened_answer,
    opened_question,
    sealed_answer,
    sealed_question,
)
from kiosk.contract.sealing import SealBroken, new_keypair, seal
from kiosk.contract.signing import sign

ID, OTHER = "5f0c3b1e-8d3b-4d0e-9d6d-0f3a2b1c4d5e", "5f0c3b1e-8d3b-4d0e-9d6d-0f3a2b1c4d50"
KEY = Ed25519PrivateKey.generate()
PRIVATE, PUBLIC = new_keypair()
HOLDER, AGENT = InquiryKind.CODE_HOLDER, InquiryKind.AGENT
PERSON = Person("王秀英", "320699194103120249", "2", "01", "19410312", "江苏省如皋市长江镇知青村三组12号")
ASKED = Inquiry(ID, "CJ01", HOLDER, {"code": "424" + "0" * 25, "code_kind": "medical_insurance"}, PUBLIC)
FOUND = HolderAnswer(ID, "H-1", PERSON)


def box(value, key=KEY, inquiry=ID, signature=None, public=PUBLIC):
    """What a hall says that may say anything."""
    said = {"answer": value, "signature": signature or sign(key, value)}
    return seal(public, f"answer/{inquiry}", json.dumps(said).encode())


def opened(sealed, inquiry=ID, kind=HOLDER, private=PRIVATE):
    return opened_answer(private, sealed, inquiry, kind, KEY.public_key())


@pytest.mark.parametrize(
    "answer",
    [FOUND, HolderAnswer(ID, reason=UNKNOWN), HolderAnswer(ID, reason=EXPIRED), AgentAnswer(ID, "D-1"), AgentAnswer(ID)],
)  # fmt: skip
def test_an_answer_comes_through_the_box_as_it_was(answer):
    kind = HOLDER if isinstance(answer, HolderAnswer) else AGENT
    assert opened(sealed_answer(KEY, replace(ASKED, kind=kind), answer), kind=kind) == answer


def test_a_question_comes_through_the_box_as_it_was():
    private, public = new_keypair()
    assert Inquiry.read(opened_question(private, ID, sealed_question(public, ASKED))) == ASKED
    with pytest.raises(SealBroken):
        opened_question(private, OTHER, sealed_question(public, ASKED))


def test_found_and_unknown_are_of_one_length_and_so_are_both_questions():
    answers = (FOUND, HolderAnswer(ID, reason=UNKNOWN), HolderAnswer(ID, reason=EXPIRED))
    assert len({len(sealed_answer(KEY, ASKED, answer)) for answer in answers}) == 1
    agent = replace(ASKED, kind=AGENT, asked={"name": PERSON.name, "number": PERSON.number})
    assert len({len(sealed_question(PUBLIC, asked)) for asked in (ASKED, agent)}) == 1


@pytest.mark.parametrize(
    "sealed",
    [
        box(FOUND.wire(), key=Ed25519PrivateKey.generate()),
        box({**FOUND.wire(), "reference": "H-2"}, signature=sign(KEY, FOUND.wire())),
        box(FOUND.wire(), inquiry=OTHER),
        box(replace(FOUND, inquiry_id=OTHER).wire()),
        box(AgentAnswer(ID, "D-1").wire()),
        box(FOUND.wire(), public=new_keypair()[1]),
        box(FOUND.wire())[:-1],
        bytes([box(FOUND.wire())[0] ^ 1]) + box(FOUND.wire())[1:],
        b"",
    ],
    ids=["another signer", "changed", "another inquiry's box", "another inquiry", "another kind", "another visit's box",
         "cut", "touched", "nothing"],
)  # fmt: skip
def test_what_is_not_the_halls_word_to_this_very_question_is_no_answer(sealed):
    with pytest.raises(ValueError):
        opened(sealed)


@pytest.mark.parametrize(
    "changes",
    [
        {"found": 1},
        {"found": None},
        {"found": False},  # with a person
        {"person": None},
        {"person": []},
        {"reference": None},
        {"reference": "a b"},
        {"reference": ""},
        *({"person": {**PERSON.wire(), **part}} for part in (
            {"name": ""}, {"name": " "}, {"name": "王\n秀"}, {"name": "王" * 41}, {"number": "1"}, {"number": None},
            {"sex": "F"}, {"ethnic": "汉"}, {"birth": "1941-03-12"}, {"birth": "19410230"},
            {"birth": "00000000"}, {"address": "x" * 101}, {"address": None},
        )),
    ],
)  # fmt: skip
def test_a_signed_answer_in_the_wrong_form_is_none_and_its_error_shows_nobody(changes):
    with pytest.raises(ValueError) as caught:
        opened(box({**FOUND.wire(), **changes}))
    assert not any(part in str(caught.value) for part in (PERSON.name, PERSON.number))


@pytest.mark.parametrize("changes", [{"known": "yes"}, {"known": None}, {"reference": None}, {"reference": "代"}])
def test_a_signed_word_on_an_agent_in_the_wrong_form_is_none(changes):
    with pytest.raises(ValueError):
        opened(box({**AgentAnswer(ID, "D-1").wire(), **changes}), kind=AGENT)


def test_a_newer_hall_may_say_more_than_we_know():
    assert opened(box({**FOUND.wire(), "colour": "red"})) == FOUND


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "holder"},
        {"kind": "agent"},
        {"asked": {"code": "1"}},
        {"asked": {"code": "1", "code_kind": "x", "name": "y"}},
        {"asked": {"code": "", "code_kind": "x"}},
        {"asked": {"code": 1, "code_kind": "x"}},
        {"asked": {"code": "1" * 601, "code_kind": "x"}},
        {"asked": []},
        {"answer_to": "AAAA"},
        {"answer_to": "!" * 44},
        {"answer_to": None},
        {"inquiry_id": "1"},
        {"terminal_id": 1},
        {"more": "x"},
    ],
)
def test_a_question_in_the_wrong_form_is_none(changes):
    with pytest.raises(ValueError):
        Inquiry.read(json.dumps({**json.loads(ASKED.wire()), **changes}).encode())


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"\xff", b"[" * 50_000])
def test_what_is_no_object_is_a_value_error(raw):
    with pytest.raises(ValueError):
        Inquiry.read(raw)
    sealed = seal(PUBLIC, f"answer/{ID}", raw)
    with pytest.raises(ValueError):
        opened(sealed)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_are_an_answer(raw):
    with pytest.raises(ValueError):
        opened(raw)


def test_nothing_shows_the_person_or_the_code():
    shown = f"{FOUND!r} {PERSON} {ASKED!r} {AgentAnswer(ID, 'D-1')!r}"
    for secret in (PERSON.name, PERSON.number, PERSON.address, ASKED.asked["code"], base64.b64encode(PUBLIC).decode()):
        assert secret not in shown
    assert inquiries.EXPIRED not in shown
