"""Which font draws which character."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.text.coverage import MAIN_BEYOND_BMP, RARE_IN_BMP, is_rare
from kiosk.text.fonts import Face, runs


def test_ordinary_text_is_one_run() -> None:
    for text in ("政务服务 Hello 123", "བསྒྲུབས།", "ئۇيغۇرچە", "𠮷野家", "㐀龥"):
        assert runs(text) == [(Face.REGULAR, text)]
    assert runs("") == []


def test_rare_characters_come_from_the_rare_font() -> None:
    assert runs("张𪜀三", Face.BOLD) == [(Face.BOLD, "张"), (Face.RARE, "𪜀"), (Face.BOLD, "三")]
    assert runs("\U00020000\U00020001") == [(Face.RARE, "\U00020000\U00020001")]


def test_a_variation_selector_stays_with_its_character() -> None:
    assert runs("\U00020000\U000e0100王") == [(Face.RARE, "\U00020000\U000e0100"), (Face.REGULAR, "王")]


def test_the_lists_do_not_overlap() -> None:
    assert all(not is_rare(ord(char)) for char in MAIN_BEYOND_BMP)
    assert all(is_rare(ord(char)) for char in RARE_IN_BMP)


@given(st.text())
def test_runs_give_the_text_back(text: str) -> None:
    found = runs(text)
    assert "".join(piece for _, piece in found) == text
    assert all(found[i][0] is not found[i + 1][0] for i in range(len(found) - 1))
