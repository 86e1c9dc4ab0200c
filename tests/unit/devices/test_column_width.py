"""Columns of a character on receipt paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.text.width import char_columns, columns, is_printable


@pytest.mark.parametrize("character", "aZ0 ~-")
def test_ascii_takes_one_column(character):
    assert char_columns(character) == 1


@pytest.mark.parametrize("character", "中王￥（）：，。")
def test_chinese_takes_two_columns(character):
    assert char_columns(character) == 2


@pytest.mark.parametrize("character", "“”·…—①√㎡€")
def test_characters_that_unicode_calls_ambiguous_take_two_columns(character):
    assert char_columns(character) == 2


@pytest.mark.parametrize("character", ["𠮷", "😀", "¥", "•", "\n", "\x1b", "\u202e", "\ud800", "\ue000"])
def test_what_no_printer_has_a_cell_for_is_not_printable(character):
    assert not is_printable(character)


def test_a_text_is_as_wide_as_its_characters():
    assert columns("收件编号 JJ-01") == 4 * 2 + 1 + 5


@given(st.characters())
def test_a_printable_character_is_exactly_its_gb18030_bytes(character):
    if is_printable(character):
        assert len(character.encode("gb18030")) == char_columns(character)
