"""When a field belongs to a case."""

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from kiosk.forms import conditions, fields
from kiosk.forms.conditions import Condition
from kiosk.forms.fields import Field, FieldKind, Text


def _field(key: str, show_if: str = "", kind: FieldKind = FieldKind.TEXT) -> Field:
    return Field(key, Text(key), kind, True, "user", show_if=conditions.read(show_if) if show_if else None)


@pytest.mark.parametrize(
    ("text", "answer", "holds"),
    [
        ("is_agent", "yes", True),
        ("is_agent", "no", False),
        ("is_agent", "", False),
        ("pickup==邮寄", "邮寄", True),
        ("pickup==邮寄", "自取", False),
        ("apply_kind!=新办", "换领", True),
        ("apply_kind!=新办", "新办", False),
        ("apply_kind!=新办", "", False),  # nothing is answered yet: nothing follows from it
    ],
)
def test_a_condition_holds_for_the_answer_that_it_names(text: str, answer: str, holds: bool) -> None:
    condition = conditions.read(text)
    assert condition.holds({condition.key: answer}) is holds
    assert not condition.holds({})


@pytest.mark.parametrize("text", ["age<16", "a==b==c", "==x", "a==", "a b", "", "a=b", "a||b", "a!b"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="none of key, key==value, key!=value"):
        conditions.read(text)


@examples(st.text())
def test_every_text_is_a_condition_or_refused(text: str) -> None:
    try:
        assert isinstance(conditions.read(text), Condition)
    except ValueError as error:
        assert repr(text) in str(error)


def test_what_hangs_on_a_hidden_answer_is_hidden_with_it() -> None:
    form = (_field("a"), _field("b", "a==x"), _field("c", "b==y"), _field("d", "b!=y"))
    answers = {"a": "x", "b": "y", "c": "1", "d": "2", "free": "3"}
    assert fields.standing(form, answers) == {"a": "x", "b": "y", "c": "1", "free": "3"}
    assert fields.standing(form, answers | {"a": "z"}) == {"a": "z", "free": "3"}
    assert [field.key for field in fields.asked(form, answers | {"a": "z"})] == ["a"]


def test_the_entries_of_a_hidden_group_stand_no_more() -> None:
    form = (_field("who"), _field("family", "who!=me", FieldKind.GROUP), _field("family_name"))
    answers = {"who": "me", "family/0/name": "甲", "family_name": "乙"}
    assert fields.standing(form, answers) == {"who": "me", "family_name": "乙"}


@examples(st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["", "x", "y"])))
def test_what_stands_is_a_part_of_what_was_given_and_stays_so(answers: dict[str, str]) -> None:
    form = (_field("a", "d!=x"), _field("b", "a==x"), _field("c", "b!=y"), _field("d", "c==x"))
    kept = fields.standing(form, answers)
    assert kept.items() <= answers.items()
    assert fields.standing(form, kept) == kept
    assert all(fields.shown(field, kept) for field in form if field.key in kept)


def test_a_group_has_a_page_of_its_own() -> None:
    form = (*map(_field, "abcd"), _field("g", "", FieldKind.GROUP), _field("e"))
    assert [[f.key for f in page] for page in fields.pages(form, 3)] == [["a", "b"], ["c", "d"], ["g"], ["e"]]
    assert fields.pages((), 3) == ((),)
