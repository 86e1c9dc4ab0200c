"""Line breaking: what a line may start and end with, and that nothing is lost or too wide."""

import re
import time
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.text.lines import NO_END, NO_START, break_lines, clusters

SPACES = " \t\u3000\u200b"


def cell(char: str) -> int:
    if unicodedata.category(char).startswith("M"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cells(text: str) -> int:
    """Two for a Chinese character, none for a mark, one for the rest: as on receipt paper."""
    return sum(cell(char) for char in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("请您核对信息，确认无误", 12, ["请您核对信", "息，确认无误"]),
        ("请点击（提交）按钮", 8, ["请点击", "（提交）", "按钮"]),
        ("请出示《户口簿》", 8, ["请出示", "《户口", "簿》"]),
        ("拨打 0971-12345 咨询", 12, ["拨打", "0971-12345", "咨询"]),
        ("电话：12345678", 8, ["电话：", "12345678"]),
        ("好！！！好", 4, ["好！", "！！", "好"]),
        ("it’s ready now", 9, ["it’s", "ready now"]),
        ("收费￥100元", 8, ["收费", "￥100元"]),
        ("确认——提交", 5, ["确", "认——", "提交"]),
        ("第一行\n\n第三行", 20, ["第一行", "", "第三行"]),
        ("　　申请人", 8, ["　　申请", "人"]),
        ("a b ", 9, ["a b"]),
        ("", 9, [""]),
    ],
)
def test_chinese_and_latin(text: str, width: int, lines: list[str]) -> None:
    assert break_lines(text, width, cells) == lines


def test_tibetan_breaks_only_after_a_tsheg_or_shad() -> None:
    text = "བསྒྲུབས་པའི་ཞབས་ཞུ་རང་འགུལ་མ་ལག །དེ་རིང། །"
    for width in range(6, 30):
        lines = break_lines(text, width, cells)
        assert all(line.rstrip()[-1] in "་།" for line in lines[:-1]), lines
        assert not any(line.startswith(("།", "་")) for line in lines), lines


def test_uyghur_words_stay_whole() -> None:
    text = "ئۇيغۇرچە ھۆكۈمەت مۇلازىمىتى، ئۆزى بېجىرىش"
    lines = break_lines(text, 16, cells)
    assert len(lines) > 1
    assert " ".join(lines).split() == text.split()


def test_a_word_wider_than_the_line_is_cut_between_characters() -> None:
    assert break_lines("abcdefgh", 3, cells) == ["abc", "def", "gh"]
    assert break_lines("é" * 4, 2, cells) == ["é" * 2] * 2


def test_a_character_wider_than_the_line_stands_alone() -> None:
    assert break_lines("中文", 1, cells) == ["中", "文"]


alphabet = "中文字，。（）《》“”a1 b-.%　\t\u200b\né\u0301བསྒྲུ་།ئۇ،𠮷！…—①"
texts = st.one_of(st.text(alphabet, max_size=60), st.text(max_size=40))


def is_one_cluster(line: str) -> bool:
    return len(list(clusters(line.strip(SPACES)))) <= 1


@given(texts, st.integers(1, 30))
def test_nothing_is_lost_but_spaces(text: str, width: int) -> None:
    lines = break_lines(text, width, cells)
    kept = str.maketrans("", "", SPACES + "\n")
    assert "".join(lines).translate(kept) == text.translate(kept)


@given(texts, st.integers(1, 30))
def test_no_line_is_too_wide_unless_it_is_one_character(text: str, width: int) -> None:
    for line in break_lines(text, width, cells):
        assert cells(line) <= width or is_one_cluster(line), line


@given(st.lists(st.sampled_from(["中", "文字", "（中）", "《文", "字》", "，", "。", "abc", " ", "“好”"]), max_size=40))
def test_no_line_starts_or_ends_with_a_mark_that_must_not_stand_there(words: list[str]) -> None:
    text = "".join(words)
    # A row of marks longer than the line has to be cut somewhere; this says what holds where it need not be.
    assume(not re.search("[，。（）《》“” ]{3}", text))
    lines = break_lines(text, 16, cells)
    assert not any(line[:1] in NO_START for line in lines[1:] if line)
    assert not any(line[-1:] in NO_END for line in lines[:-1] if line)


def test_each_piece_is_measured_once() -> None:
    asked: list[str] = []

    def measure(piece: str) -> float:
        asked.append(piece)
        return cells(piece)

    break_lines("中文" * 50, 10, measure)
    assert sorted(asked) == ["中", "文"]


def test_time_grows_with_the_text_not_its_square() -> None:
    def seconds(count: int) -> float:
        started = time.perf_counter()
        break_lines("请您核对以下信息，确认 abc " * count, 40, cells)
        return time.perf_counter() - started

    seconds(100)
    assert seconds(4000) < 25 * max(seconds(400), 0.001)
