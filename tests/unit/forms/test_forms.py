"""What may stand in a field, what is asked, what is filled in already, and how it is shown."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from kiosk.forms import check, conditions, fields, masks, prefill
from kiosk.forms.fields import Field, FieldKind, Option, Text
from kiosk.ports.comparison import Way
from kiosk.ports.id_reader import CardKind
from tests.unit.session.worlds import ACCOUNT, CARD, NUMBER, world


def _field(kind: FieldKind, **changes: object) -> Field:
    return replace(Field("key", Text("项"), kind, True, "user"), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        (FieldKind.MOBILE, "13800138000", None),
        (FieldKind.MOBILE, "12800138000", "check.mobile"),
        (FieldKind.MOBILE, "1380013800", "check.mobile"),
        (FieldKind.MOBILE, "１３８００１３８０００", "check.mobile"),
        (FieldKind.BANK_CARD, ACCOUNT, None),
        (FieldKind.BANK_CARD, ACCOUNT[:-1] + "9", "check.bank-card"),
        (FieldKind.BANK_CARD, "6222", "check.bank-card.length"),
        (FieldKind.ID_NUMBER, NUMBER, None),
        (FieldKind.ID_NUMBER, "11010519491231002X", None),  # the sample of GB 11643
        (FieldKind.ID_NUMBER, "320699193809070314", None),
        (FieldKind.ID_NUMBER, "320699198106050424", None),
        (FieldKind.ID_NUMBER, NUMBER[:-1] + "0", "check.id-number"),
        (FieldKind.ID_NUMBER, "3206991941031202", "check.id-number"),
        (FieldKind.ID_NUMBER, "320699194113120242", "check.id-number"),  # the check holds, month 13 does not
        (FieldKind.NUMBER, "1200", None),
        (FieldKind.NUMBER, "-3", "check.number"),
        (FieldKind.DATE, "20240229", None),
        (FieldKind.DATE, "20230229", "check.date"),
        (FieldKind.DATE, "2023-2-1", "check.date"),
        (FieldKind.TEXT, "三组", None),
        (FieldKind.TEXT, "三" * 101, "check.too-long"),
        (FieldKind.TEXT, "", "check.required"),
    ],
)
def test_a_value_stands_or_says_why_not(kind: FieldKind, value: str, key: str | None) -> None:
    assert check.fault(_field(kind), value) == key


def test_an_optional_field_may_be_empty_and_not_wrong() -> None:
    field = _field(FieldKind.MOBILE, required=False)
    assert check.fault(field, "") is None
    assert check.fault(field, "1") == "check.mobile"


def test_a_choice_is_one_of_those_offered() -> None:
    field = _field(FieldKind.SELECT, options=(Option("a", Text("甲")),))
    assert (check.fault(field, "a"), check.fault(field, "b")) == (None, "check.option")


@examples(st.sampled_from(FieldKind), st.text(max_size=120))
def test_no_text_breaks_a_check(kind: FieldKind, value: str) -> None:
    assert check.fault(_field(kind), value) is None or check.fault(
        _field(kind),
        value,
    ).startswith("check.")  # type: ignore[union-attr]


@examples(st.integers(0, 30), st.integers(1, 6))
def test_pages_hold_every_field_once_in_order_and_none_is_nearly_empty(count: int, size: int) -> None:
    many = tuple(_field(FieldKind.TEXT, key=str(number)) for number in range(count))
    pages = fields.pages(many, size)
    assert tuple(field for page in pages for field in page) == many
    assert len(pages) >= 1 and max(map(len, pages)) <= size and max(map(len, pages)) - min(map(len, pages)) <= 1


def test_a_conditional_field_is_asked_only_when_its_condition_holds() -> None:
    field = _field(FieldKind.TEXT, show_if=conditions.read("is_agent"))
    assert fields.asked((field,), {"is_agent": "yes"}) == (field,)
    assert fields.asked((field,), {"is_agent": "no"}) == fields.asked((field,), {}) == ()


TODAY = date(2026, 11, 22)
YEAR = Field("insure_year", Text("参保年度"), FieldKind.SELECT, True, "system")
VERIFIED = Field("verify_method", Text("核验方式"), FieldKind.SELECT, True, "system")
CONSENT = Field("face_consent", Text("人脸信息处理单独同意"), FieldKind.CHECKBOX, False, "system")


@pytest.mark.parametrize(
    ("today", "from_month", "year"),
    [
        (date(2026, 9, 30), 10, "2026"),
        (date(2026, 10, 1), 10, "2027"),
        (date(2026, 12, 31), 10, "2027"),
        (date(2027, 1, 1), 10, "2027"),
        (date(2026, 9, 1), 9, "2027"),
        (date(2026, 1, 1), 1, "2027"),
    ],
)
def test_people_enrol_for_the_coming_year_from_the_month_on_that_the_data_names(
    today: date, from_month: int, year: str
) -> None:
    assert prefill.known((replace(YEAR, from_month=from_month),), CARD, today) == {"insure_year": year}


@pytest.mark.parametrize(
    ("way", "known"),
    [
        (Way.FACE, {"verify_method": "人脸", "face_consent": "yes"}),
        (Way.CLERK, {"verify_method": "工作人员现场核验"}),
        (Way.AGENT, {"verify_method": "代办员现场核实"}),
        (None, {}),
    ],
)
def test_the_terminal_says_itself_who_compared(way: Way | None, known: dict[str, str]) -> None:
    assert prefill.known((VERIFIED, CONSENT), CARD, TODAY, way) == known


def test_what_the_system_gives_is_looked_at_and_not_asked() -> None:
    assert fields.asked((YEAR, CONSENT), {}) == ()
    assert fields.reviewed((YEAR, CONSENT), {}) == (YEAR,)
    assert check.fault(YEAR, "2027") is None


def test_what_nobody_answers_yet_is_asked() -> None:
    field = _field(FieldKind.SELECT, prefill="backend", options=(Option("a", Text("甲")),))
    assert fields.asked((field,), {}) == (field,)


def test_what_a_permit_does_not_say_is_left_out_and_its_address_is_no_registered_one() -> None:
    matter, permit = world().matters[0], replace(CARD, kind=CardKind.HMT_PERMIT, ethnic="")
    assert not {"ethnicity", "hukou_address"} & set(prefill.known(matter.fields, permit, TODAY))
    assert {"ethnicity", "hukou_address"} <= set(prefill.known(matter.fields, CARD, TODAY))


@pytest.mark.parametrize(
    ("birth", "today", "years"),
    [
        ("19461122", TODAY, 80),  # the birthday itself
        ("19461123", TODAY, 79),
        ("19371122", TODAY, 89),
        ("19361122", TODAY, 90),
        ("19261122", TODAY, 100),
        ("19400229", date(2026, 2, 28), 85),
        ("19400229", date(2026, 3, 1), 86),
        ("19400229", date(2024, 2, 29), 84),
    ],
)
def test_years_are_whole_from_the_birthday_on(birth: str, today: date, years: int) -> None:
    assert prefill.age(birth, today) == years


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        ("19461123", None),
        ("19461122", "80—89周岁"),
        ("19361123", "80—89周岁"),
        ("19361122", "90—99周岁"),
        ("19261123", "90—99周岁"),
        ("19261122", "100周岁及以上"),
    ],
)
def test_the_age_band_changes_on_the_birthday(birth: str, band: str | None) -> None:
    matter = world().matters[0]
    assert prefill.known(matter.fields, replace(CARD, birth=birth), TODAY).get("age_band") == band


def test_what_the_card_says_is_not_asked() -> None:
    matter = world().matters[0]
    known = prefill.known(matter.fields, CARD, TODAY)
    assert (known["applicant_name"], known["id_no"], known["gender"], known["is_agent"]) == (
        "王秀英",
        NUMBER,
        "女",
        "no",
    )
    assert not set(known) & {field.key for field in fields.asked(matter.fields, known)}


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        (masks.name("王秀英"), "王**"),
        (masks.name("张三"), "张*"),
        (masks.name("欧阳上官"), "欧**"),
        (masks.answer(_field(FieldKind.TEXT, key="family/0/name"), "王秀英"), "王**"),
        (masks.name(""), ""),
        (masks.number(NUMBER), "3****************9"),
        (masks.last_four(NUMBER), "****0249"),
        (masks.last_four("12"), "**"),
        (masks.phone("13800138000"), "138****8000"),
        (masks.address("江苏省如皋市长江镇知青村三组12号"), "江苏省如皋市长江镇****"),
    ],
)
def test_masks(masked: str, shown: str) -> None:
    assert masked == shown


@examples(st.from_regex(r"[0-9]{8,19}", fullmatch=True))
def test_no_mask_leaves_a_number_whole(number: str) -> None:
    for kind in (FieldKind.MOBILE, FieldKind.ID_NUMBER, FieldKind.BANK_CARD):
        assert masks.answer(_field(kind), number) != number
    assert masks.last_four(number) != number
