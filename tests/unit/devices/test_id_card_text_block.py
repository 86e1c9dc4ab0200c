"""The four layouts of the text block, and the second check that refuses what contradicts itself."""

import random

import pytest
from stdnum.cn import ric

from devices.id_card import simulator, text_block
from kiosk.errors import CardUnknown, CardUnreadable, DeviceError
from kiosk.ports.id_reader import CardKind, IdCard


def changed(text: bytes, offset: int, value: str) -> bytes:
    raw = value.encode("utf-16-le")
    return text[:offset] + raw + text[offset + len(raw) :]


def test_the_resident_vector_reads_as_its_person(text_of):
    assert text_block.parse(text_of("resident")) == IdCard(
        kind=CardKind.RESIDENT,
        name="测试用",
        sex="2",
        ethnic="01",
        birth="19491231",
        address="北京市朝阳区示例路1号",
        number="11010519491231002X",
        issuer="北京市公安局朝阳分局",
        valid_from="20200101",
        valid_to="长期",
    )


def test_the_residence_permit_has_no_ethnic_group(text_of):
    card = text_block.parse(text_of("hmt_permit"))
    assert (card.kind, card.ethnic, card.number) == (CardKind.HMT_PERMIT, "", "810000199001010019")
    assert (card.permit_number, card.latin_name, card.country) == ("H12345678", "", "")


def test_the_permanent_residence_card_of_2017_has_no_issuer_and_a_15_character_number(text_of):
    card = text_block.parse(text_of("foreign_2017"))
    assert (card.kind, card.name, card.number) == (CardKind.FOREIGN_2017, "证件样本", "PAK310080010103")
    assert (card.issuer, card.address, card.birth) == ("", "", "19800101")
    assert (card.latin_name, card.country, card.permit_number) == ("ZHENGJIAN, YANGBEN", "PAK", "")


def test_the_card_of_2023_does_not_read_as_a_resident_with_a_latin_address(text_of):
    card = text_block.parse(text_of("foreign_2023"))
    assert (card.kind, card.address, card.ethnic) == (CardKind.FOREIGN_2023, "", "")
    assert (card.name, card.latin_name, card.country) == ("证件样本", "ZHENGJIAN, YANGBEN", "PAK")


@pytest.mark.parametrize("kind", list(CardKind))
def test_what_the_encoder_writes_is_the_vector(kind, text_of):
    name = {CardKind.RESIDENT: "gb_sample"}.get(kind, kind.value)
    assert simulator.cards()[name] == text_of(kind.value)


@pytest.mark.parametrize("name", sorted(set(simulator.cards()) - {"unknown_mark"}))
def test_every_card_of_the_simulator_passes_the_second_check(name):
    assert text_block.parse(simulator.cards()[name]).name


def test_the_card_with_a_strange_mark_is_whole_and_of_no_known_kind():
    strange = simulator.cards()["unknown_mark"]
    with pytest.raises(CardUnknown):
        text_block.parse(strange)
    assert text_block.parse(strange[:248] + " ".encode("utf-16-le") + strange[250:]).name == "证件样本"


def test_the_card_of_a_child_is_valid_for_five_years():
    child = text_block.parse(simulator.cards()["minor"])
    assert (child.birth[:4], child.valid_from, child.valid_to) == ("2016", "20240601", "20290601")


@pytest.mark.parametrize("name", ["elder", "elder2", "adult", "expired", "minor"])
def test_invented_people_have_an_unassigned_county(name):
    assert text_block.parse(simulator.cards()[name]).number.startswith("320699")


@pytest.mark.parametrize(
    ("what", "offset", "value"),
    [
        ("a check digit that is wrong", 156, "1"),
        ("a digit of the number that was misread", 122, "2"),
        ("a birth date that is not the number's", 50, "0"),
        ("a birth date that is no date", 36, "19490231"),
        ("a sex that no table names", 30, "3"),
        ("an ethnic group that no table names", 32, "61"),
        ("a name that is empty", 0, " " * 15),
        ("a name that holds a digit", 4, "1"),
        ("a name that begins with a space", 0, " "),
        ("a control character in the address", 54, "\x07"),
        ("an issuer that is empty", 158, " " * 15),
        ("an end before the beginning", 204, "20190101"),
        ("an end that is no date", 204, "20301301"),
        ("a reserved field that is not empty", 230, "X"),
    ],
)
def test_a_card_that_contradicts_itself_is_refused(what, offset, value, text_of):
    with pytest.raises(CardUnreadable):
        text_block.parse(changed(text_of("resident"), offset, value))


def test_a_lone_surrogate_is_refused(text_of):
    text = text_of("resident")
    with pytest.raises(CardUnreadable):
        text_block.parse(b"\x00\xd8" + text[2:])


def test_a_mark_that_no_rule_names_is_an_unknown_card(text_of):
    with pytest.raises(CardUnknown):
        text_block.parse(changed(text_of("resident"), 248, "K"))


def test_a_refusal_never_says_what_the_card_holds(text_of):
    with pytest.raises(CardUnreadable) as refused:
        text_block.parse(changed(text_of("resident"), 156, "1"))
    assert "1101" not in str(refused.value)
    assert "测试用" not in str(refused.value)


def test_padding_with_zeros_reads_as_padding_with_spaces(text_of):
    text = text_of("resident")
    assert text_block.parse(changed(text, 220, "\x00" * 18)) == text_block.parse(text)


def test_check_digits_are_those_of_another_library():
    chance = random.Random(3)
    for _ in range(500):
        first = "".join(chance.choices("0123456789", k=17))
        assert text_block.check_digit(first) == ric.calc_check_digit(first + "0")


def test_a_flip_of_one_digit_anywhere_in_the_number_is_refused(text_of):
    text = text_of("resident")
    for place in range(18):
        for digit in "0123456789X":
            other = changed(text, 122 + 2 * place, digit)
            if other == text:
                continue
            with pytest.raises(DeviceError):
                text_block.parse(other)


def test_a_value_longer_than_its_field_is_refused_by_the_encoder():
    with pytest.raises(ValueError, match="name"):
        text_block.encode(CardKind.RESIDENT, {"name": "长" * 16})
