"""The face comparison's frames: vectors, every cut, whatever damage, and heads that are no answer."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.face_comparison import codec
from devices.face_comparison.codec import Broken, Compared, Decoder, Forgotten, Frame, Hello, Refused, Request, Standing

WIRES = Path(__file__).parents[2] / "data" / "wire" / "face_comparison.hex"
VECTORS = {
    name: bytes.fromhex(frame)
    for name, frame in (line.split() for line in WIRES.read_text("utf-8").splitlines() if not line.startswith("#"))
}
SAME = Compared(id=3, verdict="same", score=0.93, live=True, cause=None)
COMPARE, ANSWER = VECTORS["request.compare"], VECTORS["answer.same"]
PHOTO = bytes.fromhex("574c66007e0032000000").ljust(1024, b"\x00")


def framed(head: bytes, photo: bytes = b"") -> bytes:
    """Any head in a whole frame."""
    frame = codec.MAGIC + len(head).to_bytes(2, "big") + len(photo).to_bytes(2, "big") + head + photo
    return frame + codec.zlib.crc32(frame).to_bytes(4, "big")


def answer(**changes):
    """A good answer's head with some of its words changed; ... takes one away."""
    head = {"id": 3, "ask": "compare", "verdict": "same", "score": 0.9, "live": True, "cause": None, **changes}
    text = json.dumps({key: value for key, value in head.items() if value is not ...})
    return codec.answer_in(Frame(text.encode()))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("hello", Hello(id=1, model="人证比对", version="2.4", max_photo=1024)),
        ("status", Standing(id=2, camera=True, decoder=False)),
        ("same", SAME),
        ("different", Compared(id=3, verdict="different", score=None, live=True, cause=None)),
        ("nobody", Compared(id=3, verdict="undecided", score=None, live=False, cause="nobody")),
        ("camera", Refused(id=3, ask="compare", error="camera")),
        ("cancel", codec.Cancelled(id=4)),
        ("forget", Forgotten(id=5, held=0)),
    ],
)
def test_an_answer_made_by_another_program_is_understood(name, meant):
    (frame,) = Decoder().feed(VECTORS[f"answer.{name}"])
    assert codec.answer_in(frame) == meant


@pytest.mark.parametrize(("number", "ask"), [*enumerate(("hello", "status", "compare", "cancel", "forget"), 1)])
def test_requests_are_to_the_byte_what_the_wire_note_draws(number, ask):
    is_compare = ask == "compare"
    request = Request(id=number, ask=ask, seconds=15.0 if is_compare else None)
    assert codec.encode(request, PHOTO if is_compare else b"") == VECTORS[f"request.{ask}"]


@pytest.mark.parametrize("cut", range(1, len(COMPARE), 13))
def test_a_frame_cut_anywhere_arrives_whole(cut):
    decoder = Decoder(codec.MOST_PHOTO)
    assert decoder.feed(COMPARE[:cut]) == []
    (frame,) = decoder.feed(COMPARE[cut:])
    assert codec.request_in(frame) == Request(id=3, ask="compare", seconds=15.0)
    assert frame.photo == PHOTO
    assert decoder.waiting == 0


def test_frames_that_come_together_or_byte_by_byte_all_arrive():
    assert len(Decoder().feed(ANSWER * 50)) == 50
    decoder = Decoder()
    assert len([item for byte in ANSWER * 2 for item in decoder.feed(bytes([byte]))]) == 2


@given(st.integers(0, len(ANSWER) - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_never_gives_an_answer(place, change):
    wire = bytearray(ANSWER)
    wire[place] ^= change
    assert not [item for item in Decoder().feed(bytes(wire)) if isinstance(item, Frame)]


@given(st.data())
def test_a_lost_or_doubled_byte_never_gives_another_answer(data):
    place = data.draw(st.integers(0, len(ANSWER) - 1))
    twice = data.draw(st.booleans())
    wire = ANSWER[:place] + (ANSWER[place : place + 1] * 2 if twice else b"") + ANSWER[place + 1 :]
    items = Decoder().feed(wire + ANSWER)
    assert all(codec.answer_in(item) == SAME for item in items if isinstance(item, Frame))


@given(st.lists(st.binary(max_size=3000)))
def test_whatever_comes_little_is_kept_and_nothing_is_raised(pieces):
    decoder = Decoder()
    for piece in pieces:
        for item in decoder.feed(codec.MAGIC + piece):
            assert isinstance(item, Broken) or codec.answer_in(item) is None
        assert decoder.waiting <= 7 + codec.MOST_HEAD + 4


@given(st.binary(min_size=2, max_size=200))
def test_a_whole_frame_around_any_bytes_is_a_frame_and_no_answer(head):
    (frame,) = Decoder().feed(framed(head))
    assert codec.answer_in(frame) is None
    assert codec.request_in(frame) is None


def test_after_damage_nothing_on_this_connection_is_believed():
    decoder = Decoder()
    assert [type(item) for item in decoder.feed(b"x" + ANSWER)] == [Broken]
    assert [type(item) for item in decoder.feed(ANSWER)] == [Broken]
    assert [type(item) for item in decoder.feed(b"")] == [Broken]


def test_what_came_whole_before_the_damage_is_given():
    assert [type(item) for item in Decoder().feed(ANSWER + b"\x00")] == [Frame, Broken]


@pytest.mark.parametrize(
    "header", ["4643310000", "46433100010000", "46433104010000", "464331FFFF0000", "46433100100001"]
)
def test_a_length_that_no_answer_has_is_told_before_the_rest_comes(header):
    if len(header) == 10:
        assert Decoder().feed(bytes.fromhex(header)) == []  # still too short to tell
    else:
        (item,) = Decoder().feed(bytes.fromhex(header))
        assert isinstance(item, Broken)


def test_an_answer_with_a_picture_is_refused_by_its_length_field():
    (item,) = Decoder().feed(framed(b'{"id":3,"ask":"cancel"}', b"x")[:7])
    assert isinstance(item, Broken)


def test_a_photo_that_is_too_large_is_never_sent():
    request = Request(id=1, ask="compare", seconds=1.0)
    assert codec.encode(request, bytes(codec.MOST_PHOTO))
    with pytest.raises(ValueError, match="large"):
        codec.encode(request, bytes(codec.MOST_PHOTO + 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"id": -1},
        {"id": "3"},
        {"id": True},
        {"id": 3.0},
        {"id": 2**53},
        {"id": ...},
        {"ask": "hello"},
        {"ask": "match"},
        {"verdict": "SAME"},
        {"verdict": "probably"},
        {"verdict": ...},
        {"score": 1.01},
        {"score": -0.1},
        {"score": float("nan")},
        {"score": float("inf")},
        {"score": "0.9"},
        {"score": ...},
        {"live": 1},
        {"live": "true"},
        {"live": ...},
        {"cause": "nobody"},  # decided, and yet a cause
        {"verdict": "undecided"},  # undecided, and no cause
        {"verdict": "undecided", "cause": "hat"},
        {"picture": "…"},
    ],
)
def test_a_finding_that_is_not_to_the_letter_is_none(changes):
    assert answer() is not None
    assert answer(**changes) is None


@pytest.mark.parametrize("model", ["", "x" * 41, "a\nb", "a\x1b[2J", "a\u202eb"])
def test_a_model_that_could_spoil_a_log_or_a_paper_is_refused(model):
    head = {"id": 1, "ask": "hello", "protocol": 1, "model": "A", "version": "1", "max_photo": 1024}
    assert codec.answer_in(Frame(json.dumps(head).encode()))
    assert codec.answer_in(Frame(json.dumps({**head, "model": model}).encode())) is None


def test_another_version_of_the_protocol_is_not_understood():
    head = {"id": 1, "ask": "hello", "protocol": 2, "model": "A", "version": "1", "max_photo": 1024}
    assert codec.answer_in(Frame(json.dumps(head).encode())) is None


@pytest.mark.parametrize("head", [b"[" * 1000, b'{"id":' * 100, b"\xff\xfe", b'{"id":3,"ask":"cancel"} {}', b"null"])
def test_a_head_that_is_no_json_object_is_none(head):
    assert codec.answer_in(Frame(head)) is None


def test_frames_and_findings_never_show_what_is_personal():
    (frame,) = Decoder(codec.MOST_PHOTO).feed(framed(b'{"id":3,"ask":"compare","seconds":1}', b"WLf-a-face"))
    assert "WLf" not in repr(frame) + str(frame)
    assert "0.93" not in repr(SAME)
