"""ESC/POS bytes: what is sent, that text never becomes a command, and what status bytes say."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.receipt_printer import codec
from devices.receipt_printer.charset import encode, printable
from devices.receipt_printer.codec import Cut, Report
from devices.receipt_printer.layout import lay_out
from kiosk.ports.receipt_printer import Line, Pair, Paper, Qr, Rule, Space

VECTORS = [
    (name, bytes.fromhex(request), bytes.fromhex(answer)[0])
    for name, request, answer in (
        line.split()
        for line in (Path(__file__).parents[2] / "data/wire/receipt_printer.hex").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
]
# What our template may send between texts; everything else must be text bytes.
TEMPLATE = re.compile(
    rb"\x1b@|\x1c&|\x1ba[\x00-\x02]|\x1d![\x00\x11\x22\x33]|\x1bE[\x00\x01]|\x0a|\x1bd[\x01-\x0f]|\x1dV[\x00\x01]"
)
TEXT = re.compile(rb"(?:[\x20-\x7e]|[\x81-\xfe][\x40-\x7e\x80-\xfe])*")


def encoded(*blocks, width=80):
    return codec.encode(lay_out(Paper("test", blocks), width))


def test_a_line_is_style_then_gb18030_then_line_feed():
    assert encoded(Line("中a", size=2, bold=True, align="center")) == (
        b"\x1b@\x1c&" + b"\x1ba\x01\x1d!\x11\x1bE\x01" + b"\xd6\xd0a\n" + b"\x1bd\x04\x1dV\x01"
    )


def test_a_printer_without_a_cutter_is_sent_no_cut():
    assert b"\x1dV" not in codec.encode([], Cut.NONE)


def test_a_code_is_stored_with_its_length_and_printed():
    data = encoded(Qr("https://example.org/q", module=5))
    assert b"\x1d(k\x18\x00\x31\x50\x30https://example.org/q\x1d(k\x03\x00\x31\x51\x30" in data
    assert b"\x1d(k\x03\x00\x31\x43\x05" in data


@pytest.mark.parametrize(
    ("character", "instead"),
    [("¥", "￥"), ("•", "·"), ("✓", "√"), ("☑", "■"), ("𠮷", "〓"), ("😀", "〓"), ("\ue123", "〓")],
)
def test_a_character_without_a_cell_is_replaced(character, instead):
    assert printable(character) == instead


@pytest.mark.parametrize("character", ["\x1b", "\x1d", "\x10", "\x00", "\x7f", "\x9b", "\u202e", "\u200b", "\n"])
def test_a_control_character_vanishes(character):
    assert encode(f"a{character}b") == b"ab"


@given(st.text(max_size=200))
@settings(max_examples=1000, deadline=None)
def test_a_text_gives_text_bytes_only(text):
    assert TEXT.fullmatch(encode(text))


texts = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x1d\x1c\x10\x04\x05\x14@!V王\n\r")), max_size=60)
blocks = st.one_of(
    st.builds(Line, texts, st.integers(1, 4), st.booleans(), st.sampled_from(["left", "center", "right"])),
    st.builds(Pair, texts, texts),
    st.builds(Space, st.integers(0, 40)),
    st.just(Rule()),
)


@given(st.lists(blocks, max_size=8))
@settings(max_examples=500, deadline=None)
def test_nothing_but_the_template_and_text_is_ever_sent(some):
    data, place = encoded(*some), 0
    while place < len(data):
        found = TEMPLATE.match(data, place) or TEXT.match(data, place)
        assert found and found.end() > place, data[place : place + 8].hex(" ")
        place = found.end()
    assert not re.search(rb"\x10[\x04\x05\x14]", data)


@pytest.mark.parametrize(("name", "request_bytes", "answer"), VECTORS)
def test_status_vectors_have_the_fixed_bits(name, request_bytes, answer):
    assert codec.status_request(request_bytes[2]) == request_bytes
    assert codec.is_status(answer)


@pytest.mark.parametrize("noise", [0x00, 0x0F, 0x11, 0x13, 0x41, 0x92, 0xFF])
def test_a_byte_without_the_fixed_bits_is_no_status(noise):
    assert not codec.is_status(noise)


@pytest.mark.parametrize("flow", [0x11, 0x13])
def test_xon_and_xoff_are_no_turn(flow):
    assert not codec.is_turn(flow)


def test_a_status_byte_is_no_turn():
    assert codec.is_turn(0x00)
    assert codec.is_turn(0x0F)
    assert not codec.is_turn(0x12)


def test_a_scanners_digits_are_foreign_although_some_look_like_a_status():
    assert codec.is_status(ord("6"))
    assert any(map(codec.is_foreign, b"6901234567892"))
    assert not any(map(codec.is_foreign, b"\x00\x03\x0f\x11\x13\x12\x1e\x7e\x10\x14"))


def test_an_idle_printer_reports_nothing():
    assert Report.of(0x12, 0x12, 0x12, 0x12) == Report(False, False, False, False, False, False)


def test_near_end_is_low_and_not_out():
    report = Report.of(0x12, 0x12, 0x12, 0x1E)
    assert (report.is_paper_low, report.is_paper_out) == (True, False)


@pytest.mark.parametrize("roll", [0x7E, 0x72])
def test_paper_out_is_seen_with_and_without_a_near_end_sensor(roll):
    assert Report.of(0x1A, 0x32, 0x12, roll).is_paper_out


def test_cover_cutter_and_error_are_told_apart():
    assert Report.of(0x1A, 0x16, 0x12, 0x12).is_cover_open
    assert Report.of(0x1A, 0x52, 0x1A, 0x12).is_cutter_stuck
    assert Report.of(0x1A, 0x12, 0x32, 0x12).has_error
