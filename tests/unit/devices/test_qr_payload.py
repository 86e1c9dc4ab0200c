"""What a code holds: as text, what is refused, its kind by its text alone; and nothing of it is shown."""

import pickle
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.qr_scanner.payload import Seen, scan_of
from devices.qr_scanner.simulator import CODES, LISTED
from kiosk.documents.codes import slip_code, ticket_code
from kiosk.ports.qr_scanner import LocalPattern, PayloadKind, Refusal, Scan, kind_of
from kiosk.settings.hall import read_hall
from kiosk.settings.places import config_root

TIBETAN = "བོད་ཡིག་གི་ཚིག་བཅད།"


@pytest.mark.parametrize("text", ["KS1/DEMO-1", "医保电子凭证", TIBETAN, "ئۇيغۇرچە", "𬸦王秀英", "a\u200db"])
def test_utf8_is_read_with_and_without_its_mark(text):
    assert scan_of(text.encode()).text == text
    assert scan_of(b"\xef\xbb\xbf" + text.encode()).text == text


@pytest.mark.parametrize("text", ["电子社保卡示例", "重庆市渝中区", TIBETAN, "𬸦王秀英", "身份证"])
def test_gb18030_is_read_and_its_bytes_are_kept(text):
    raw = text.encode("gb18030")
    assert (scan_of(raw).text, scan_of(raw).raw) == (text, raw)


def test_what_is_neither_is_refused():
    assert scan_of(b"\xff\xff").refused is Refusal.NO_TEXT
    assert scan_of(b"").refused is Refusal.NO_TEXT
    assert scan_of(b"\xef\xbb\xbf").refused is Refusal.NO_TEXT


CONTROLS = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cc", "Zl", "Zp")]
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    "mark", [*CONTROLS, *BIDI, "\u200b", "\ufeff", "\u00ad", "\U000e0041"], ids=lambda c: f"{ord(c):04X}"
)
def test_every_control_character_and_mark_of_direction_is_refused_wherever_it_stands(mark):
    for text in (f"KS1/A{mark}B", f"KS1/AB{mark}", f"x{mark}KS1/AB"):
        for encoding in ("utf-8", "gb18030"):
            scan = scan_of(text.encode(encoding))
            assert scan.refused is not None
            assert (scan.text, scan.raw, scan.kind()) == ("", b"", PayloadKind.UNKNOWN)


def test_five_hundred_and_twelve_bytes_are_taken_and_one_more_is_refused():
    assert scan_of(b"x" * 512).refused is None
    assert scan_of(b"x" * 513).refused is Refusal.TOO_LONG


@given(st.binary(max_size=600))
@example(b"\x1b[2J")
@example(b"\x1d01")
def test_any_bytes_are_a_text_that_can_be_shown_or_a_refusal(raw):
    scan = scan_of(raw)
    assert bool(scan.text) == (scan.refused is None)
    assert scan.text.isprintable() or re.search("[\\s\u200c\u200d\ue000-\uf8ff]", scan.text) or not scan.text.isascii()
    assert not re.search(f"[\x00-\x1f\x7f-\x9f{BIDI}]", scan.text)
    assert isinstance(kind_of(scan.text), PayloadKind)


@given(st.text(max_size=120))
def test_no_kind_is_told_for_a_text_with_something_before_or_after_it(text):
    assert kind_of(f" KS1/A{text}\n") is not PayloadKind.OUR_SLIP


KINDS = {
    slip_code("DEMO-20260101-0001"): PayloadKind.OUR_SLIP,
    ticket_code("A001", "2026-01-01"): PayloadKind.OUR_TICKET,
    "4243669509084040896099330000": PayloadKind.MEDICAL_INSURANCE,
    "opc3669509084040896099330000": PayloadKind.MEDICAL_INSURANCE,
    "130000000000000000": PayloadKind.PAYMENT,
    "2812345678901234": PayloadKind.PAYMENT,
    "6212345678901234567": PayloadKind.PAYMENT,
    "wxp://f2f0": PayloadKind.PAYMENT,
    "HTTPS://QR.ALIPAY.COM/fkx0": PayloadKind.PAYMENT,
    "https://example.invalid/a?b=1": PayloadKind.URL,
    "HTTP://EXAMPLE.INVALID": PayloadKind.URL,
    "javascript:alert(1)": PayloadKind.UNKNOWN,
    "https://": PayloadKind.UNKNOWN,
    "KS1/": PayloadKind.UNKNOWN,
    "KS2/DEMO-1": PayloadKind.UNKNOWN,
    "KS1/DEMO-1 ": PayloadKind.UNKNOWN,
    "KS1/甲": PayloadKind.UNKNOWN,
    "KT1/A001": PayloadKind.UNKNOWN,
    "KB1/2026-11-23/Y0001": PayloadKind.OUR_BOOKING,
    "KB1/Y0001": PayloadKind.UNKNOWN,
    "424366950908404089609933000": PayloadKind.UNKNOWN,
    "１３００００００００００００００００": PayloadKind.UNKNOWN,
    "": PayloadKind.UNKNOWN,
}


@pytest.mark.parametrize(("text", "kind"), KINDS.items())
def test_a_code_is_told_by_its_text(text, kind):
    assert kind_of(text) is kind


def test_a_provinces_own_forms_come_before_the_general_ones_and_after_ours():
    local = (
        LocalPattern(PayloadKind.LICENCE, re.compile(r"https://zwfw\.example\.invalid/.*")),
        LocalPattern(PayloadKind.SOCIAL_SECURITY, re.compile(r"ES[0-9A-F]{16}|KS1/.*")),
    )
    assert kind_of("https://zwfw.example.invalid/x", local) is PayloadKind.LICENCE
    assert kind_of("https://zwfw.example.invalid/x") is PayloadKind.URL
    assert Scan("ES0123456789ABCDEF").kind(local) is PayloadKind.SOCIAL_SECURITY
    assert kind_of("KS1/DEMO-1", local) is PayloadKind.OUR_SLIP


@pytest.mark.parametrize("text", ["4243669509084040896099330000", "https://example.invalid/secret", "王秀英"])
def test_a_scan_never_shows_itself(text):
    scan = scan_of(text.encode(), "]Q1")
    assert text not in f"{scan!r} {scan} {[scan]}"
    assert text[-6:] not in repr(scan)
    assert pickle.loads(pickle.dumps(scan)) == scan  # noqa: S301 - our own bytes


def test_a_code_that_stays_is_seen_once_and_again_after_a_while():
    seen = Seen(2.0)
    assert [seen.is_new(b"a", now) for now in (0.0, 1.0, 2.9, 5.0)] == [True, False, False, True]
    assert seen.is_new(b"b", 5.0)
    seen.forget()
    assert seen.is_new(b"a", 5.0)


def test_no_more_than_a_few_codes_are_remembered_and_none_of_them_in_clear():
    seen = Seen(2.0)
    for number in range(100):
        assert seen.is_new(b"code%d" % number, 0.0)
    assert len(seen._last) <= 8
    assert b"code99" not in seen._last


@pytest.mark.parametrize("name", sorted(LISTED))
def test_the_codes_of_the_bench_are_of_the_kinds_that_they_say(name):
    scan = scan_of(CODES[name].encode())
    local = read_hall(config_root() / "hall" / "changjiang.toml").code_patterns
    assert LISTED[name]["kind"] == ("refused" if scan.refused else scan.kind(local).value)
    assert set(LISTED[name]["title"]) == {"zh_CN", "en"}
