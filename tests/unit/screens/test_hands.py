"""Typing ahead, the four corners, pinyin: what needs no window."""

import random

import pytest

from screens.attract.corners import CornerSequence, corner_of
from screens.input.pinyin import LONGEST, engine
from screens.input.typing import Typing

CORNERS = ("top-left", "top-right", "bottom-right", "bottom-left")


def test_a_late_echo_takes_no_key_back():
    typing = Typing()
    typing.focus("mobile", "")
    for text in ("1", "13", "138"):
        typing.put(text)
    assert not typing.focus("mobile", "1")
    assert typing.text == "138"
    assert not typing.focus("mobile", "138")


def test_what_the_session_changed_by_itself_is_taken():
    typing = Typing()
    typing.focus("mobile", "")
    typing.put("1")
    typing.focus("mobile", "1")
    assert typing.focus("mobile", "999")
    assert typing.text == "999"


def test_another_field_brings_its_own_text():
    typing = Typing()
    typing.focus("mobile", "1")
    typing.put("12")
    assert typing.focus("bank", "6228")
    assert typing.text == "6228"


def test_four_corners_in_time_open_the_gate():
    corners = CornerSequence()
    assert [corners.touched(corner, at) for at, corner in enumerate(CORNERS)] == ["wait", "wait", "wait", "gate"]


def test_too_slow_is_an_ordinary_touch():
    corners = CornerSequence()
    corners.touched("top-left", 0)
    assert corners.touched("top-right", 6.5) == "wake"


@pytest.mark.parametrize("touch", [None, "top-right", "bottom-left"])
def test_any_other_touch_wakes(touch):
    assert CornerSequence().touched(touch, 0) == "wake"


def test_a_second_touch_in_the_first_corner_wakes():
    corners = CornerSequence()
    assert corners.touched("top-left", 0) == "wait"
    assert corners.touched("top-left", 1) == "wake"


def test_corners_are_seen_from_below_left():
    assert corner_of(5, 1915, 1080, 1920, 100) == "top-left"
    assert corner_of(1075, 5, 1080, 1920, 100) == "bottom-right"
    assert corner_of(540, 5, 1080, 1920, 100) is None


@pytest.fixture
def pinyin():
    found = engine()
    if found is None:
        pytest.skip("libgooglepinyin0 is not installed")
    return found


@pytest.mark.parametrize(("letters", "text"), [("shenfenzheng", "身份证"), ("nihao", "你好"), ("sfz", "身份证")])
def test_the_likeliest_reading_comes_first(pinyin, letters, text):
    first = pinyin.candidates(letters, 5)[0]
    assert (first.text, first.letters) == (text, len(letters))


def test_a_part_says_how_many_letters_it_uses(pinyin):
    found = {candidate.text: candidate.letters for candidate in pinyin.candidates("zhiqingcun", 60)}
    assert found["知青"] == 7


def test_nothing_is_learned(pinyin):
    before = pinyin.candidates("wangxiuying", 20)
    for _ in range(30):
        pinyin.candidates("wang", 20)
        pinyin.candidates("xiuying", 20)
    assert pinyin.candidates("wangxiuying", 20) == before


def test_random_letters_never_bring_the_engine_down(pinyin):
    dice = random.Random(7)
    for _ in range(3000):
        letters = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(1, LONGEST)))
        pinyin.candidates(letters, 10)


@pytest.mark.parametrize("letters", ["", "zzzzzz", "q" * 200, "a" * 39, "'", "A", "1", "ü"])
def test_nonsense_does_no_harm(pinyin, letters):
    assert isinstance(pinyin.candidates(letters, 10), list)
