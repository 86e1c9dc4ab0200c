"""The body that travels: who was proved and how, nested answers, what may be absent."""

import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from kiosk.contract.v1 import Applicant, ApplicationBody, PersonProofBody
from kiosk.documents import application
from kiosk.documents.application import Signed, nested
from kiosk.ports.comparison import Comparison, Way
from kiosk.ports.id_reader import CardKind, IdCard
from kiosk.ports.qr_scanner import CodeProof

ID = uuid.UUID("12345678-1234-4234-8234-123456789012")
AT = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=8)))
CARD = IdCard(
    CardKind.RESIDENT, "王秀英", "2", "01", "19410315", "江苏省如皋市长江镇知青村1组1号", "320682194103150029",
    "如皋市公安局", "20080801", "长期", b"photo",
)  # fmt: skip
SIGNED = Signed(
    "pension_alive_cert", "2026-11-01", "zh_CN", "2026-11-01", AT, CARD, {"mobile": "13800138000"}, (),
    (((0.1, 0.5), (0.9, 0.5)),), AT,
)  # fmt: skip
CODE = CodeProof("social_security", "holder-7")


def _body(signed: Signed) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(application.body(signed, ID, "CJ01", "CJ01-20261122-0001", AT))
    return said


def _proof(**parts: str) -> dict[str, Any]:
    empty = dict.fromkeys(("compared_by", "by", "at", "code_kind", "code_reference"))
    return {**empty, **parts}


def test_a_card_alone_is_said_to_be_a_card() -> None:
    assert _body(SIGNED)["proof"] == _proof(way="card")


@pytest.mark.parametrize("way", list(Way))
def test_a_comparison_travels_with_whoever_answers_for_it(way: Way) -> None:
    compared = _body(replace(SIGNED, comparison=Comparison(way, "staff", AT)))["proof"]
    assert compared == _proof(way="compared", compared_by=way.value, by="staff", at="2026-11-22T02:00:00Z")


def test_a_code_travels_by_its_kind_and_the_backends_own_word_for_its_holder() -> None:
    body = _body(replace(SIGNED, code=CODE))
    assert body["proof"] == _proof(way="code", code_kind="social_security", code_reference="holder-7")
    assert body["applicant"]["name"] == CARD.name


def test_the_longest_name_that_a_face_module_can_have_travels() -> None:
    name = f"{'m' * 40} {'v' * 40}"  # devices/face_comparison/codec.py
    assert _body(replace(SIGNED, comparison=Comparison(Way.FACE, name, AT)))["proof"]["by"] == name


def test_a_holder_of_a_code_who_was_compared_is_proved_by_both() -> None:
    proof = _body(replace(SIGNED, code=CODE, comparison=Comparison(Way.CLERK, "staff", AT)))["proof"]
    assert (proof["way"], proof["compared_by"], proof["code_reference"]) == ("compared", "clerk", "holder-7")


def test_where_nobody_was_asked_there_is_no_applicant() -> None:
    body = _body(replace(SIGNED, card=None))
    assert (body["applicant"], body["proof"]["way"]) == (None, "none")


def test_where_nothing_was_signed_there_is_no_signature() -> None:
    assert _body(replace(SIGNED, strokes=()))["signature_svg"] is None
    assert "<path" in _body(SIGNED)["signature_svg"]


def test_every_body_that_a_terminal_makes_is_read_by_the_contract() -> None:
    every = (
        SIGNED,
        replace(SIGNED, card=None, strokes=()),
        replace(SIGNED, code=CODE),
        replace(SIGNED, answers={"family_members/0/name": "王小明", "mobile": ""}),
    )
    for signed in every:
        raw = application.body(signed, ID, "CJ01", "CJ01-20261122-0001", AT)
        assert ApplicationBody.model_validate_json(raw).model_dump_json().encode() == raw


@pytest.mark.parametrize(
    "parts",
    [
        {"way": "compared"},
        {"way": "compared", "compared_by": "clerk", "by": "staff"},
        {"way": "compared", "compared_by": "neighbour", "by": "x", "at": AT},
        {"way": "card", "compared_by": "clerk", "by": "staff", "at": AT},
        {"way": "code"},
        {"way": "code", "code_kind": "licence"},
        {"way": "card", "code_kind": "licence", "code_reference": "x"},
        {"way": "none", "code_kind": "licence", "code_reference": "x"},
        {"way": "compared", "compared_by": "clerk", "by": "", "at": AT},
        {"way": "compared", "compared_by": "clerk", "by": "staff", "at": datetime(2026, 11, 22)},
        {"way": "believed"},
    ],
)
def test_a_proof_that_is_not_whole_is_none(parts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PersonProofBody.model_validate(parts)


@pytest.mark.parametrize(("signed", "applicant"), [(SIGNED, None), (replace(SIGNED, card=None), "somebody")])
def test_an_applicant_without_a_proof_and_a_proof_of_nobody_are_refused(signed: Signed, applicant: str | None) -> None:
    body = _body(signed)
    somebody = Applicant(**_body(SIGNED)["applicant"]).model_dump()
    with pytest.raises(ValidationError, match="applicant"):
        ApplicationBody.model_validate({**body, "applicant": somebody if applicant else None})


def test_a_body_that_an_older_terminal_kept_is_by_card() -> None:
    older = _body(SIGNED)
    del older["proof"]
    assert ApplicationBody.model_validate(older).proof == PersonProofBody(way="card")


def test_a_proof_shows_no_holder_when_it_is_logged() -> None:
    assert "holder-7" not in repr(CODE) + repr(replace(SIGNED, code=CODE))


# ---- repeat groups ------------------------------------------------------------------------------------------------


def test_entries_of_a_repeat_group_are_a_list_under_its_key() -> None:
    flat = {
        "mobile": "1", "family_members/0/name": "甲", "family_members/0/relation": "子女",
        "family_members/1/name": "乙", "family_members/1/relation": "配偶", "note": "2",
    }  # fmt: skip
    out = nested(flat)
    assert list(out) == ["mobile", "family_members", "note"]
    assert out["family_members"] == (
        {"name": "甲", "relation": "子女"},
        {"name": "乙", "relation": "配偶"},
    )


def test_a_gap_that_a_removed_entry_left_is_closed_and_the_order_is_that_of_the_numbers() -> None:
    flat = {f"children/{index}/name": f"{index}" for index in (10, 2, 0)}
    assert nested(flat) == {"children": ({"name": "0"}, {"name": "2"}, {"name": "10"})}


def test_two_groups_do_not_mix() -> None:
    flat = {"a/0/x": "1", "b/0/x": "2", "a/1/x": "3"}
    assert nested(flat) == {"a": ({"x": "1"}, {"x": "3"}), "b": ({"x": "2"},)}


def test_values_with_a_slash_and_keys_of_no_group_stay_as_they_are() -> None:
    flat = {"residence_region": "320682/320682-cj", "a/b": "1", "a/x/name": "2", "a/0/": "3", "a/-1/x": "4"}
    assert nested(flat) == flat


def test_without_a_group_nothing_changes() -> None:
    assert nested({"mobile": "1", "other": "no"}) == {"mobile": "1", "other": "no"}
