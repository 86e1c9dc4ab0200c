"""The built fonts against their sources: coverage, glyph forms, shaping, heights. `make fonts` comes first."""

from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont, features

from kiosk.text import font_sources as sources
from kiosk.text.coverage import MAIN_BEYOND_BMP, is_rare
from kiosk.text.fonts import Face

SIZE = 200
MAIN = [(Face.REGULAR, sources.weight("Regular")), (Face.BOLD, sources.weight("Bold"))]
# The Chinese characters of GB 18030-2022: those of Unicode 11 up to extension F.
LEVEL_3 = (
    (0x3400, 0x4DB5),
    (0x4E00, 0x9FEF),
    (0x20000, 0x2A6D6),
    (0x2A700, 0x2B734),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
)


def points(face: Face) -> set[int]:
    with TTFont(face.path, lazy=True) as font:
        return set(font.getBestCmap())


def drawn(path: Path, text: str, size: float, index: int = 0, raised: int = 0, raqm: bool = True) -> np.ndarray:
    layout = ImageFont.Layout.RAQM if raqm else ImageFont.Layout.BASIC
    font = ImageFont.truetype(path, size, index=index, layout_engine=layout)
    image = Image.new("L", (1600, 500))
    ImageDraw.Draw(image).text((100, 300 - raised), text, fill=255, font=font, anchor="ls")
    return np.asarray(image, dtype=float) / 255


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """The share of the ink by which two pictures differ; hinting and rounding leave a little at the edges."""
    return float(np.abs(one - other).sum() / max(one.sum(), other.sum()))


def test_raqm_is_there() -> None:
    assert features.check("raqm")


@pytest.mark.parametrize("face", [Face.REGULAR, Face.BOLD])
def test_the_main_font_covers_gbk_and_level_2(face: Face) -> None:
    have = points(face)
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    gbk = {ord(char) for pair in pairs for char in pair.decode("gbk", "ignore")}
    assert {hex(point) for point in gbk - have if point > 0x7F and not is_rare(point)} == set()
    assert set(range(0x4E00, 0x9FA6)) <= have
    assert set(range(0x3400, 0x4DB6)) <= have
    assert {ord(char) for char in MAIN_BEYOND_BMP} <= have
    assert {ord(char) for char in "ئۇيغۇرچەېۋگڭژپ،؟؛"} <= have
    assert set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) <= have


def test_both_fonts_together_cover_gb18030_level_3() -> None:
    have = points(Face.REGULAR) | points(Face.RARE)
    for first, last in LEVEL_3:
        assert set(range(first, last + 1)) <= have, hex(first)


def test_what_the_list_calls_rare_is_in_the_rare_font_and_only_there() -> None:
    rare, main = points(Face.RARE), points(Face.REGULAR)
    assert rare - {point for point in rare if is_rare(point)} == set()
    assert not rare & main


@pytest.mark.parametrize("text", ["བསྒྲུབས", "རྒྱལ་ཁབ", "ཀྲུང་གོ", "ཞབས་ཞུ", "ཨོཾ", "སྤྱི་ཚོགས"])
@pytest.mark.parametrize(("face", "weight"), MAIN)
def test_tibetan_is_shaped_as_by_its_source(face: Face, weight: sources.Weight, text: str) -> None:
    raised = round(sources.TIBETAN_RAISE * SIZE / 1000)
    ours = drawn(face.path, text, SIZE)
    theirs = drawn(weight.tibetan, text, SIZE * sources.TIBETAN_SCALE, raised=raised)
    assert difference(ours, theirs) < 0.08
    if any(0x0F90 <= ord(char) <= 0x0FBC for char in text[2:]):
        assert difference(drawn(face.path, text, SIZE, raqm=False), theirs) > 0.1


@pytest.mark.parametrize("text", ["ئۇيغۇرچە", "ھۆكۈمەت", "مۇلازىمىتى", "بېجىرىش", "گژچپڭ"])
@pytest.mark.parametrize(("face", "weight"), MAIN)
def test_uyghur_joins_as_by_its_source(face: Face, weight: sources.Weight, text: str) -> None:
    raised = round(sources.ARABIC_RAISE * SIZE / 1000)
    theirs = drawn(weight.arabic, text, SIZE * sources.ARABIC_SCALE, raised=raised)
    assert difference(drawn(face.path, text, SIZE), theirs) < 0.08
    assert difference(drawn(face.path, text, SIZE, raqm=False), theirs) > 0.3


@pytest.mark.parametrize(("face", "weight"), MAIN)
def test_chinese_has_the_simplified_forms_not_the_japanese(face: Face, weight: sources.Weight) -> None:
    for char in "门返直骨！":
        ours = drawn(face.path, char, SIZE)
        assert difference(ours, drawn(weight.chinese, char, SIZE, sources.CJK_FACE_SC)) < 0.08, char
        assert difference(ours, drawn(weight.chinese, char, SIZE, 0)) > 0.1, char


def native_stacks() -> list[str]:
    """The stacks of written Tibetan with their vowel signs: superscript, root, subscript as grammars list them."""
    under = {"ྱ": "ཀཁགཔཕབམ", "ྲ": "ཀཁགཏཐདཔཕབམསཧ", "ླ": "ཀགབཟརས"}
    three = ["རྐྱ", "རྒྱ", "རྨྱ", "སྐྱ", "སྒྱ", "སྤྱ", "སྦྱ", "སྨྱ", "སྐྲ", "སྒྲ", "སྣྲ", "སྤྲ", "སྦྲ", "སྨྲ"]
    over = {"ར": "ྐྒྔྗྙྟྡྣྦྨྩྫ", "ལ": "ྐྒྔྕྗྟྡྤྦྷ", "ས": "ྐྒྔྙྟྡྣྤྦྨྩ"}
    stacks = list("ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧཨ") + three
    stacks += [root + sign for sign, roots in under.items() for root in roots]
    stacks += [head + root for head, roots in over.items() for root in roots]
    return [stack + vowel for stack in stacks for vowel in ("", "ི", "ུ", "ེ", "ོ")] + ["ཕྱྭ", "རྩྭ", "གྲྭ"]


@pytest.mark.parametrize("face", [Face.REGULAR, Face.BOLD])
def test_tibetan_stacks_are_not_cut_and_lines_do_not_explode(face: Face) -> None:
    font = ImageFont.truetype(face.path, 1000)
    ascent, descent = font.getmetrics()
    assert ascent + descent <= 1610
    for text in [*native_stacks(), "བསྒྲུབས", "ཨོཾ", "国", "Åg", "گۇچې"]:
        _, top, _, bottom = font.getbbox(text, anchor="ls")
        assert -top <= ascent, text
        assert bottom <= descent, text


def test_the_three_fonts_share_line_height_and_licence() -> None:
    heights = {ImageFont.truetype(face.path, 100).getmetrics() for face in Face}
    assert heights == {(112, 49)}
    for face in Face:
        with TTFont(face.path, lazy=True) as font:
            assert "Open Font License" in font["name"].getDebugName(13)
            assert font["name"].getDebugName(0)
