"""Matters are data: the shipped one is read whole, and a faulty one is refused by file, matter and field."""

import copy
import json
from typing import Any

import pytest

from kiosk.catalogue.matter import PersonProof
from kiosk.catalogue.read import read_matters
from kiosk.errors import BadCatalogue
from kiosk.forms import fields
from kiosk.settings.places import config_root

SHIPPED = json.loads((config_root() / "catalogue" / "elderly_allowance.json").read_text("utf-8"))


def _broken(change: Any) -> dict[str, Any]:
    value: dict[str, Any] = copy.deepcopy(SHIPPED)
    change(value["matters"][0])
    return value


def test_the_shipped_matter_is_read_whole() -> None:
    (matter,) = read_matters(SHIPPED, "shipped.json")
    assert (matter.slug, matter.limit_days, matter.proofs) == ("elderly_allowance", 15, (PersonProof.CARD,))
    assert matter.age is not None and matter.age.years == 80
    assert [material.how for material in matter.materials if material.required] == [
        "card",
        "photo",
        "form",
        "generated",
    ]
    assert [m.promise_days for m in matter.materials if m.how == "photo"] == [10]
    asked = fields.asked(matter.fields, {"is_agent": "no"})
    assert [field.key for field in asked] == [
        "mobile", "residence_region", "residence_detail", "bank_name", "bank_account", "other_allowance",
        "health_state", "emergency_contact",
    ]  # fmt: skip
    assert matter.declaration.in_("en") == "What I filled in is true and may be checked"


def test_a_bare_list_is_a_catalogue_too() -> None:
    assert read_matters(SHIPPED["matters"], "list.json") == read_matters(SHIPPED, "shipped.json")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.pop("item_name_zh"), "item_name_zh"),
        (lambda m: m["form_fields"][0].update(type="hologram"), r"form_fields\[.+\]: type: 'hologram'"),
        (lambda m: m["form_fields"][5].pop("label_zh"), r"form_fields\[.+\]: label_zh"),
        (lambda m: m["materials"][1].update(kiosk_capture="telepathy"), r"materials\[1\]: kiosk_capture: 'telepathy'"),
        (lambda m: m["materials"][2].pop("name_zh"), r"materials\[2\]: name_zh"),
        (lambda m: m["steps"][0].pop("name_zh"), r"steps\[0\]: name_zh"),
        (lambda m: m["age_at_least"].pop("years"), "years"),
        (lambda m: m.update(materials=7), "int"),
        (lambda m: m["form_fields"].insert(0, "nothing"), r"form_fields\[0\]"),
    ],
)
def test_a_fault_names_file_matter_and_field(change: Any, said: str) -> None:
    with pytest.raises(BadCatalogue, match=said) as caught:
        read_matters(_broken(change), "broken.json")
    assert str(caught.value).startswith("broken.json:\n  elderly_allowance: ")


def test_every_faulty_matter_is_named_in_one_message() -> None:
    one = _broken(lambda m: m.pop("item_name_zh"))["matters"]
    two = _broken(lambda m: m.update(slug="second", materials=None))["matters"]
    with pytest.raises(BadCatalogue) as caught:
        read_matters([*one, *two, "nonsense"], "broken.json")
    assert all(name in str(caught.value) for name in ("elderly_allowance", "second", "#3"))


@pytest.mark.parametrize(
    "value", [{"schema": 1}, {"schema": 99, "matters": []}, {"schema": "1", "matters": []}, 3, None]
)
def test_what_is_no_catalogue_is_refused_with_the_files_name(value: object) -> None:
    with pytest.raises(BadCatalogue, match=r"^odd\.json"):
        read_matters(value, "odd.json")


def test_a_result_is_read_with_its_months() -> None:
    def change(matter: dict[str, Any]) -> None:
        matter.update(is_instant=True, result={"name_zh": "资格认证结果回执", "name_en": "Proof", "valid_months": 12})

    (matter,) = read_matters(_broken(change), "x.json")
    assert (matter.instant, matter.result.zh, matter.result.in_("en")) == (True, "资格认证结果回执", "Proof")
    assert matter.result_months == 12
    (shipped,) = read_matters(SHIPPED, "shipped.json")
    assert (shipped.result.zh, shipped.result_months) == ("高龄津贴审批结果", None)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (None, "result: name_zh is missing"),
        ({"name_zh": "长" * 41}, "more than 40"),
        ({"name_zh": "回执", "valid_months": 0}, "valid_months"),
        ({"name_zh": "回执", "valid_months": "12"}, "valid_months"),
    ],
)
def test_an_instant_matter_without_a_result_that_a_receipt_can_carry_is_refused(result: object, said: str) -> None:
    with pytest.raises(BadCatalogue, match=said):
        read_matters(_broken(lambda matter: matter.update(is_instant=True, result=result)), "x.json")
