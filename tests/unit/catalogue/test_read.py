"""Matters are data: the shipped one is read whole, and a faulty one is refused by file, matter and field."""

import copy
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.items import KNOWN_ITEMS
from kiosk.catalogue.matter import PersonProof
from kiosk.catalogue.read import read_matters
from kiosk.errors import BadCatalogue
from kiosk.forms import fields
from kiosk.forms.fields import Field, FieldKind, Text
from kiosk.settings.places import config_root

SHIPPED = json.loads((config_root() / "catalogue" / "elderly_allowance.json").read_text("utf-8"))
AS_SHARED = json.loads((Path(__file__).parents[2] / "data/catalogue/as_shared.json").read_text("utf-8"))
ENROLMENT = json.loads((config_root() / "catalogue" / "medical_resident_enroll.json").read_text("utf-8"))


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


# ---- conditions, groups, what the system gives --------------------------------------------------------------------


def _enrolment(change: Any) -> dict[str, Any]:
    value: dict[str, Any] = copy.deepcopy(ENROLMENT)
    change({field["key"]: field for field in value["matters"][0]["form_fields"]})
    return value


def _group(value: object) -> Field:
    (matter,) = read_matters(value, "enrolment.json")
    return next(field for field in matter.fields if field.kind is FieldKind.GROUP)


def test_matters_are_readable_as_the_shared_catalogue_words_them() -> None:
    certificate, enrolment = read_matters(AS_SHARED, "shared.json")
    assert (certificate.proofs, enrolment.proofs) == ((PersonProof.COMPARED,), (PersonProof.CARD,))
    assert [field.key for field in fields.asked(certificate.fields, {})] == ["mobile", "benefit_kind"]
    (group,) = [field for field in enrolment.fields if field.items]
    assert [item.label.zh for item in group.items] == ["姓名", "身份证号码", "和您的关系", "出生日期"]
    assert "insure_year" not in {field.key for field in fields.asked(enrolment.fields, {})}


@pytest.mark.parametrize("path", sorted((config_root() / "catalogue").glob("*.json")), ids=lambda path: path.stem)
def test_every_sentence_of_a_shipped_matter_is_there_in_english(path: Path) -> None:
    matters = read_matters(json.loads(path.read_text("utf-8")), path.name)
    assert not [text.zh for matter in matters for text in _texts(matter) if text.zh and "en" not in dict(text.others)]


def _texts(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))


def test_a_known_field_of_a_group_is_named_by_its_key_or_changed_in_part() -> None:
    group = _group(ENROLMENT)
    assert [(item.key, item.required, item.max_length) for item in group.items] == [
        ("name", True, 50), ("id_no", False, 18), ("relation", True, 100), ("birth_date", True, 8),
    ]  # fmt: skip
    assert (group.max_entries, group.entry.in_("en")) == (12, "family member")
    assert group.items[1].help.in_("en") and group.items[1].label.zh == "身份证号码"


def test_a_field_of_a_group_may_be_given_whole() -> None:
    own = {"key": "school", "label_zh": "学校", "label_en": "School", "type": "text", "max_length": 30}
    group = _group(_enrolment(lambda f: f["family_members"].update(item_fields=[own])))
    assert [(item.key, item.label.in_("en"), item.max_length) for item in group.items] == [("school", "School", 30)]


def test_every_known_field_of_groups_can_be_read_in_both_languages() -> None:
    group = _group(_enrolment(lambda f: f["family_members"].update(item_fields=list(KNOWN_ITEMS))))
    assert [item.key for item in group.items] == list(KNOWN_ITEMS)
    assert not [text.zh for text in _texts(group.items) if text.zh and "en" not in dict(text.others)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f["agent_name"].update(show_if="age<16"), r"\[agent_name\]: show_if: 'age<16' is none of"),
        (lambda f: f["agent_name"].update(show_if="nobody==x"), r"\[agent_name\]: show_if: 'nobody' is no other field"),
        (lambda f: f["agent_name"].update(show_if="agent_name"), r"\[agent_name\]: show_if: 'agent_name' is no other"),
        (lambda f: f["agent_name"].update(show_if="family_members"), r"show_if: 'family_members' is no other field"),
        (lambda f: f["family_members"].update(show_if="insured_for!=自己"), r"\[family_members\]: show_if: '自己' is none"),
        (lambda f: f["mobile"].update(prefill="dream"), r"\[mobile\]: prefill: 'dream' is none of"),
        (lambda f: f["mobile"].update(prefill="system"), r"\[mobile\]: prefill: the system gives .* no mobile"),
        (lambda f: f["mobile"].update(key="a/b"), r"\[a/b\]: key: 'a/b' is no key"),
        (lambda f: f["insure_year"].update(from_month=13), r"\[insure_year\]: from_month: 13 is not in 1 to 12"),
        (lambda f: f["family_members"].update(max_entries=13), r"max_entries: 13 is not in 1 to 12"),
        (lambda f: f["family_members"].update(item_fields=["shoe"]), r"\[family_members\]: item_fields\[0\]: 'shoe'"),
        (lambda f: f["family_members"].pop("item_fields"), r"\[family_members\]: item_fields is missing"),
        (lambda f: f["family_members"].update(item_fields=[{"key": "name", "show_if": "x"}]), r"\[name\]: show_if and"),
        (lambda f: f["family_members"].update(item_fields=[{"key": "name", "type": "signature"}]), "cannot stand in a"),
    ],
)  # fmt: skip
def test_what_the_form_cannot_do_is_refused_by_field(change: Any, said: str) -> None:
    with pytest.raises(BadCatalogue, match=said) as caught:
        read_matters(_enrolment(change), "broken.json")
    assert str(caught.value).startswith("broken.json:\n  medical_resident_enroll: form_fields")
