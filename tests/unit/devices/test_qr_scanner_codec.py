"""The scanner's frames: the makers' vectors, every cut, noise, torn and overlong codes, answers among them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.qr_scanner.codec import MOST_WAITING, Answer, Code, Decoder, Framing, Overlong, Torn
from devices.qr_scanner.presets import PRESETS

WIRES = Path(__file__).parents[2] / "data" / "wire" / "qr_scanner.hex"
VECTORS = {
    name: bytes.fromhex(wire)
    for name, wire in (line.split() for line in WIRES.read_text("utf-8").splitlines() if not line.startswith("#"))
}
ANSWERING = [name for name, preset in PRESETS.items() if preset.reply]
CODE = Code(b"KS1/DEMO-1")
FRAMINGS = [
    Framing(),
    Framing(suffix=b"\r\n"),
    Framing(b"\x02", b"\x03"),
    Framing(b"QR:", b"\r\n", aim=True),
    Framing(b"\x02", b"\x03", preset=PRESETS["em3095"]),
]


def bytewise(decoder, data):
    return [item for byte in data for item in decoder.feed(bytes([byte]))]


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "none"])
def test_commands_are_the_bytes_that_the_makers_name(name):
    assert PRESETS[name].start == VECTORS[f"{name}.start"]
    assert PRESETS[name].stop == VECTORS[f"{name}.stop"]


@pytest.mark.parametrize("name", ANSWERING)
@pytest.mark.parametrize(("verdict", "accepted"), [("yes", True), ("no", False)])
def test_an_answer_is_told_and_stripped_from_before_a_code_however_it_is_cut(name, verdict, accepted):
    wire = VECTORS[f"{name}.{verdict}"] + b"KS1/DEMO-1\r"
    for cut in range(len(wire) + 1):
        decoder = Decoder(Framing(preset=PRESETS[name]))
        decoder.expect_answer()
        assert decoder.feed(wire[:cut]) + decoder.feed(wire[cut:]) == [Answer(accepted), CODE]


@pytest.mark.parametrize("name", ANSWERING)
def test_an_answer_that_nobody_waits_for_is_not_stripped_from_a_code(name):
    answer = VECTORS[f"{name}.yes"]
    assert Decoder(Framing(preset=PRESETS[name])).feed(answer + b"KS1/DEMO-1\r") == [Code(answer + b"KS1/DEMO-1")]


@pytest.mark.parametrize("name", ANSWERING)
def test_a_torn_answer_is_a_bad_answer_and_no_code(name):
    decoder = Decoder(Framing(preset=PRESETS[name]))
    decoder.expect_answer()
    assert decoder.feed(VECTORS[f"{name}.yes"][:-1]) == []
    assert decoder.end() == [Answer(False)]
    assert decoder.feed(b"KS1/DEMO-1\r") == [CODE]


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_code_cut_anywhere_arrives_whole(framing):
    wire = framing.encode(CODE.raw) * 2
    whole = [Code(CODE.raw, "]Q1" if framing.aim else "")] * 2
    for cut in range(len(wire) + 1):
        decoder = Decoder(framing)
        assert decoder.feed(wire[:cut]) + decoder.feed(wire[cut:]) == whole
        assert decoder.waiting == 0
    assert bytewise(Decoder(framing), wire) == whole


def test_without_a_suffix_the_pause_is_the_end():
    decoder = Decoder(Framing(suffix=b""))
    assert bytewise(decoder, CODE.raw) == []
    assert decoder.end() == [CODE]
    assert (decoder.end(), decoder.waiting) == ([], 0)


def test_with_a_suffix_a_pause_means_torn_and_the_next_code_arrives():
    decoder = Decoder(Framing())
    assert decoder.feed(b"KS1/DE") == []
    assert decoder.end() == [Torn(6)]
    assert decoder.feed(b"KS1/DEMO-1\r") == [CODE]


def test_the_rest_of_a_carriage_return_line_feed_is_no_code():
    decoder = Decoder(Framing(suffix=b"\r"))
    assert decoder.feed(b"KS1/DEMO-1\r\n") == [CODE]
    assert decoder.end() == []
    assert decoder.feed(b"\nKS1/DEMO-1\r\n") == [CODE]


def test_empty_messages_are_nothing():
    assert Decoder(Framing(b"\x02", b"\r")).feed(b"\r\r\x02\r\x02\r") == []


def test_noise_before_a_prefix_is_thrown_away_and_what_has_no_prefix_is_torn():
    framing = Framing(b"\x02", b"\r")
    assert Decoder(framing).feed(b"\xff\x00noise\x02KS1/DEMO-1\rnoise\r") == [CODE, Torn(5)]


def test_a_control_prefix_begins_a_code_anew_and_a_printed_one_does_not():
    assert Decoder(Framing(b"\x02", b"\r")).feed(b"\x02KS1/DE\x02KS1/DEMO-1\r") == [CODE]
    assert Decoder(Framing(b"QR", b"\r")).feed(b"QRaQRb\r") == [Code(b"aQRb")]


def test_an_aim_identifier_is_told_and_a_code_without_one_is_whole():
    decoder = Decoder(Framing(aim=True))
    assert decoder.feed(b"]C1abc\rabc\r]?1abc\r") == [Code(b"abc", "]C1"), Code(b"abc"), Code(b"]?1abc")]


@pytest.mark.parametrize("suffix", [b"\r", b"\r\n"])
@pytest.mark.parametrize("size", [3000, 5000, 20_003])
def test_an_overlong_code_is_thrown_away_up_to_its_suffix(suffix, size):
    decoder = Decoder(Framing(suffix=suffix))
    items = decoder.feed(b"x" * size + suffix + b"KS1/DEMO-1" + suffix)
    assert items[-1] == CODE
    assert [type(item) for item in items[:-1]] == [Overlong]
    assert items[0].count == size
    assert decoder.waiting == 0


def test_an_overlong_suffix_cut_where_the_buffer_is_thrown_away_is_found():
    for size in range(2900, 3000):
        decoder = Decoder(Framing(suffix=b"\r\n"))
        items = bytewise(decoder, b"x" * size + b"\r\n" + b"KS1/DEMO-1\r\n")
        assert items[-1] == CODE


def test_an_overlong_code_without_a_suffix_ends_with_the_pause():
    decoder = Decoder(Framing(suffix=b""))
    assert decoder.feed(b"x" * 10_000) == []
    assert decoder.end() == [Overlong(10_000)]
    decoder.feed(CODE.raw)
    assert decoder.end() == [CODE]


@given(st.lists(st.binary(max_size=700), max_size=12), st.sampled_from(FRAMINGS), st.booleans())
def test_any_bytes_raise_nothing_and_are_bounded(chunks, framing, expects):
    decoder = Decoder(framing)
    for chunk in chunks:
        if expects:
            decoder.expect_answer()
        decoder.feed(chunk)
        assert len(decoder._buffer) <= MOST_WAITING
    decoder.end()
    assert decoder.waiting == 0
    assert [item for item in decoder.feed(framing.encode(CODE.raw)) if isinstance(item, Code)][-1].raw == CODE.raw


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=6), st.data())
def test_codes_in_one_burst_arrive_in_their_order_in_any_cut(payloads, data):
    framing = Framing(b"\x02", b"\x03\r")
    payloads = [payload.translate(None, b"\x02\x03\r\n") or b"x" for payload in payloads]
    wire = b"".join(map(framing.encode, payloads))
    decoder, items = Decoder(framing), []
    while wire:
        cut = data.draw(st.integers(1, len(wire)))
        items += decoder.feed(wire[:cut])
        wire = wire[cut:]
    assert [item.raw for item in items] == payloads


def test_no_item_shows_a_code():
    assert "KS1" not in repr(CODE)
