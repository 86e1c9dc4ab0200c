"""Rows that fit: no row is wider than the paper, whatever text comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.receipt_printer.layout import CELL, DOTS, QrRow, Row, lay_out, wrap
from kiosk.ports.receipt_printer import Line, Pair, Paper, Qr, Rule, Space
from kiosk.text.width import columns


def rows_of(*blocks, width=58):
    return lay_out(Paper("test", blocks), width)


def test_a_pair_that_fits_has_its_value_at_the_right_edge():
    (row,) = rows_of(Pair("状态", "已收件"))
    assert row.text == "状态" + " " * 22 + "已收件"


def test_a_pair_exactly_as_wide_as_the_paper_keeps_one_column_between():
    (row,) = rows_of(Pair("办理事项", "x" * 23))
    assert row.text == "办理事项 " + "x" * 23
    assert len(rows_of(Pair("办理事项", "x" * 24))) == 2


def test_a_value_that_does_not_fit_goes_below_its_label_at_the_right_edge():
    label, value = rows_of(Pair("办理事项", "高龄津贴申请（80周岁以上）"))
    assert label.text == "办理事项"
    assert columns(value.text) == 32


def test_no_line_begins_with_a_closing_mark():
    text = "一" * 16 + "，二"
    assert wrap(text, 32) == ["一" * 15, "一，二"]


def test_no_line_ends_with_an_opening_mark():
    assert wrap("一" * 15 + "（二）", 32) == ["一" * 15, "（二）"]


def test_a_latin_word_is_not_broken_where_it_fits_on_a_line():
    assert wrap("一" * 14 + "JJ-2026-000123", 32) == ["一" * 14, "JJ-2026-000123"]


def test_a_word_longer_than_the_line_is_cut():
    assert wrap("x" * 70, 32) == ["x" * 32, "x" * 32, "x" * 6]


def test_a_line_break_in_the_text_breaks_the_line():
    assert wrap("一\n二", 32) == ["一", "二"]


def test_an_empty_line_is_one_row():
    assert wrap("", 32) == [""]


def test_large_text_wraps_at_its_own_width():
    assert [row.text for row in rows_of(Line("收件凭条收件凭条收", size=2))] == ["收件凭条收件凭条", "收"]


def test_a_rule_is_as_wide_as_the_paper():
    assert [len(rows_of(Rule(), width=width)[0].text) for width in (58, 80)] == [32, 48]


def test_a_code_too_large_for_the_paper_gets_smaller_modules():
    (row,) = rows_of(Qr("https://example.org/" + "x" * 200, module=12))
    assert isinstance(row, QrRow)
    assert 3 <= row.module < 12


@pytest.mark.parametrize("payload", ["", "x" * 301, "a\x10\x04\x01"])
def test_a_code_that_cannot_be_printed_is_the_callers_fault(payload):
    with pytest.raises(ValueError, match="QR"):
        rows_of(Qr(payload))


blocks = st.one_of(
    st.builds(Line, st.text(max_size=120), st.integers(1, 4)),
    st.builds(Pair, st.text(max_size=40), st.text(max_size=80)),
    st.builds(Space, st.integers(0, 20)),
)


@given(st.lists(blocks, max_size=6), st.sampled_from([58, 80]))
def test_no_row_is_wider_than_the_paper(some, width):
    for row in rows_of(*some, width=width):
        if isinstance(row, Row):
            assert columns(row.text) * row.size * CELL <= DOTS[width]
