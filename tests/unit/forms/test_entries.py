"""Entries of a group: flat answers without gaps, what an ID number tells is not asked, nothing of nobody is kept."""

from dataclasses import replace

from hypothesis import given as examples
from hypothesis import strategies as st

from kiosk.forms import entries
from kiosk.forms.fields import Field, FieldKind, Text

NAME = Field("name", Text("姓名"), FieldKind.TEXT, True, "user")
NUMBER = Field("id_no", Text("身份证号码"), FieldKind.ID_NUMBER, True, "user", max_length=18)
BIRTH = Field("birth_date", Text("出生日期"), FieldKind.DATE, True, "user")
SEX = Field("gender", Text("性别"), FieldKind.SELECT, True, "user")
GROUP = Field("family", Text("家人"), FieldKind.GROUP, True, "user", items=(NAME, NUMBER, BIRTH, SEX))
LOOSE = replace(GROUP, items=(NAME, replace(NUMBER, required=False), BIRTH))
BOY, GIRL = "320699201603150172", "320699198106050424"

_NAMES = st.lists(st.text(max_size=3), max_size=8)


def _answers(names: list[str]) -> dict[str, str]:
    return {"other": "x", **{f"family/{index}/name": name for index, name in enumerate(names)}}


def _names(answers: dict[str, str]) -> list[str]:
    return [answers.get(f"family/{index}/name", "") for index in range(entries.count(GROUP, answers))]


@examples(_NAMES)
def test_what_is_tidied_holds_whoever_has_a_word_in_order_and_nobody_else(names: list[str]) -> None:
    tidied = entries.tidied(GROUP, _answers(names))
    assert _names(tidied) == [name for name in names if name]
    assert entries.tidied(GROUP, tidied) == tidied
    assert tidied["other"] == "x"


@examples(_NAMES.filter(bool), st.data())
def test_a_removed_entry_leaves_no_gap_and_touches_nobody_else(names: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(names) - 1))
    left = entries.without(GROUP, index, _answers(names))
    assert left == _answers(names[:index] + names[index + 1 :])


def test_an_id_number_tells_birth_and_sex_and_they_are_not_asked() -> None:
    assert [field.key for field in entries.asked(GROUP, 2, {})] == ["family/2/name", "family/2/id_no"]
    answers = entries.tidied(GROUP, {"family/0/name": "陈小满", "family/0/id_no": BOY, "family/1/id_no": GIRL})
    assert (answers["family/0/birth_date"], answers["family/0/gender"]) == ("20160315", "男")
    assert (answers["family/1/birth_date"], answers["family/1/gender"]) == ("19810605", "女")


def test_a_wrong_number_tells_nothing_and_takes_back_what_the_last_one_told() -> None:
    answers = {"family/0/id_no": BOY[:-1] + "0", "family/0/birth_date": "20160315", "family/0/gender": "男"}
    assert entries.tidied(GROUP, answers) == {"family/0/id_no": BOY[:-1] + "0"}


def test_where_the_number_may_be_left_out_the_birth_is_asked_until_it_is_there() -> None:
    def asked(answers: dict[str, str]) -> list[str]:
        return [field.key.rpartition("/")[2] for field in entries.asked(LOOSE, 0, answers)]

    assert asked({}) == ["name", "id_no", "birth_date"]
    assert asked({"family/0/id_no": BOY}) == ["name", "id_no"]
    assert asked({"family/1/id_no": BOY}) == ["name", "id_no", "birth_date"]  # another person's number
    assert entries.untold(LOOSE, 0, {"family/0/birth_date": "20160315", "family/0/name": "甲"}) == {
        "family/0/name": "甲"
    }


def test_an_entry_is_whole_when_nothing_is_missing_or_wrong_in_it() -> None:
    assert not entries.is_whole(GROUP, 0, {"family/0/name": "陈小满"})
    assert not entries.is_whole(GROUP, 0, {"family/0/name": "陈小满", "family/0/id_no": "1"})
    assert entries.is_whole(GROUP, 0, {"family/0/name": "陈小满", "family/0/id_no": BOY})
    assert entries.is_whole(LOOSE, 0, {"family/0/name": "陈小满", "family/0/birth_date": "20260315"})


def test_another_groups_answers_are_nobodys_here() -> None:
    answers = {"family2/0/name": "甲", "family/x/name": "乙", "family": "丙"}
    assert entries.count(GROUP, answers) == 0
    assert entries.tidied(GROUP, answers) == answers
