"""Text as dots for printers."""

import pytest

from kiosk.text.lines import break_lines
from kiosk.text.raster import draw_line, text_width


@pytest.mark.parametrize("text", ["བསྒྲུབས་པ།", "ئۇيغۇرچە", "张𪜀", "国"])
def test_a_line_has_ink_and_whole_bytes(text: str) -> None:
    bitmap = draw_line(text, 24)
    assert len(bitmap.rows) == bitmap.row_bytes * bitmap.height
    ink = sum(byte.bit_count() for byte in bitmap.rows) / (bitmap.width * bitmap.height)
    assert 0.03 < ink < 0.5


def test_a_rare_character_takes_its_place_in_the_line() -> None:
    assert text_width("张𪜀三", 24) == pytest.approx(72)


def test_width_fits_line_breaking() -> None:
    lines = break_lines("བསྒྲུབས་པའི་ཞབས་ཞུ་རང་འགུལ་མ་ལག", 200, lambda piece: text_width(piece, 24))
    assert len(lines) > 1
    assert all(text_width(line, 24) <= 201 for line in lines)


def test_an_empty_line_is_white() -> None:
    assert not any(draw_line("", 24).rows)
