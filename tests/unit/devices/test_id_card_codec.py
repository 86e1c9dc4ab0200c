"""The reader's frames: vectors, every cut, noise. Damaged frames by the hundred thousand: tests/faults/serial.py."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card import codec
from devices.id_card.codec import Corrupt, Decoder, Frame, Reply, Sw

WIRES = Path(__file__).parents[2] / "data" / "wire" / "id_card.hex"
VECTORS = {
    name: bytes.fromhex(frame)
    for name, frame in (line.split() for line in WIRES.read_text("utf-8").splitlines() if not line.startswith("#"))
}
BASE = VECTORS["base.resident"]
FOUND = VECTORS["reply.found"]
BODY = Frame(BASE[7:-1])


@pytest.mark.parametrize("name", VECTORS)
def test_every_vector_is_one_frame_and_is_encoded_to_the_same_bytes(name):
    (frame,) = Decoder().feed(VECTORS[name])
    assert isinstance(frame, Frame)
    assert codec.encode(frame.body) == VECTORS[name]


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("reset", codec.RESET_SAM),
        ("status", codec.SAM_STATUS),
        ("find", codec.FIND),
        ("select", codec.SELECT),
        ("read-base", codec.READ_BASE),
        ("read-new-address", codec.READ_NEW_ADDRESS),
    ],
)
def test_commands_are_the_frames_that_readers_know(name, command):
    assert codec.encode(command.code) == VECTORS[f"request.{name}"]


@pytest.mark.parametrize("cut", range(1, len(BASE), 7))
def test_a_frame_cut_anywhere_arrives_whole(cut):
    decoder = Decoder()
    assert decoder.feed(BASE[:cut]) == []
    assert decoder.feed(BASE[cut:]) == [BODY]
    assert decoder.waiting == 0


def test_a_frame_that_comes_byte_by_byte_arrives_whole():
    decoder = Decoder()
    assert [item for byte in BASE for item in decoder.feed(bytes([byte]))] == [BODY]


@given(st.binary(max_size=64))
def test_noise_before_a_frame_is_thrown_away_and_the_frame_is_found(noise):
    frames = [item for item in Decoder().feed(noise + FOUND) if isinstance(item, Frame)]
    if codec.PREAMBLE not in noise:  # else the noise itself may have begun a longer frame
        assert frames == [Frame(FOUND[7:-1])]


def test_a_preamble_with_one_byte_too_many_in_front_is_still_found():
    assert Decoder().feed(b"\xaa" + FOUND) == [Corrupt(b"\xaa"), Frame(FOUND[7:-1])]


def test_a_wrong_checksum_is_corrupt_and_the_next_frame_arrives():
    wrong = FOUND[:-1] + bytes([FOUND[-1] ^ 1])
    items = Decoder().feed(wrong + BASE)
    assert items[-1] == BODY
    assert all(isinstance(item, Corrupt) for item in items[:-1])


def test_a_whole_frame_inside_a_damaged_frames_length_is_found():
    torn = BASE[:600]  # the rest was lost; its length swallows what follows
    items = Decoder().feed(torn + FOUND + BASE)
    assert [item for item in items if isinstance(item, Frame)] == [Frame(FOUND[7:-1]), BODY]


@pytest.mark.parametrize("length", [0, 2, 0x090B, 0xFFFF])
def test_a_length_that_no_reply_has_is_refused_at_once(length):
    items = Decoder().feed(codec.PREAMBLE + length.to_bytes(2, "big") + FOUND)
    assert items[-1] == Frame(FOUND[7:-1])


def test_the_buffer_stays_under_four_kilobytes_whatever_comes():
    noise = random.Random(1)
    decoder = Decoder()
    for _ in range(200):
        decoder.feed(codec.PREAMBLE + b"\x09\x0a" + noise.randbytes(noise.randrange(9000)))
        assert decoder.waiting <= 4096


def test_an_echo_of_our_own_request_is_no_answer():
    (echo,) = Decoder().feed(codec.encode(codec.FIND.code))
    assert Reply.of(echo) is None


def test_a_late_answer_to_an_older_command_does_not_fit_the_next_one():
    assert codec.FIND.fits(Reply(Sw.CARD_FOUND, bytes(4)))
    assert not codec.SELECT.fits(Reply(Sw.CARD_FOUND, bytes(4)))
    assert not codec.READ_BASE.fits(Reply(Sw.OK, bytes(8)))
    assert codec.READ_BASE.fits(Reply(Sw.READ_FAILED))


def test_frames_and_noise_never_show_their_bytes_in_a_repr():
    assert "\\x" not in repr(BODY) + repr(Corrupt(BASE)) + repr(Reply(Sw.OK, BASE))
