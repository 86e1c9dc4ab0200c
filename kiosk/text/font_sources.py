"""What goes into the terminal's fonts: source files, characters, sizes. build_fonts.py carries it out."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.text.coverage import MAIN_BEYOND_BMP

# Debian: fonts-noto-cjk, fonts-noto-core, fonts-hanazono.
CJK = Path("/usr/share/fonts/opentype/noto")
NOTO = Path("/usr/share/fonts/truetype/noto")
HANAZONO = Path("/usr/share/fonts/truetype/hanazono")

# Face 2 of the collection has the Simplified Chinese glyph forms. Face 0, which every program opens that does not
# choose, has the Japanese ones (门 返 直 骨 ！).
CJK_FACE_SC = 2

UNITS_PER_EM = 1000
# Tibetan letters hang from a line near the top and stack downwards. At its own size a stack with vowel signs is 1.9 em
# high and would set the line height of every language. At 0.82 and raised by 0.15 em all stacks of the written
# language fit between ascent and descent (test_built_fonts.py draws them); only Sanskrit transcriptions reach further.
TIBETAN_SCALE = 0.82
TIBETAN_RAISE = 150
# Uyghur's ې at the end of a word has its dots 0.62 em below the line (bold); so placed they stay above DESCENT.
ARABIC_SCALE = 0.88
ARABIC_RAISE = 54
ASCENT = 1120
DESCENT = 490

Ranges = tuple[tuple[int, int], ...]

CHINESE: Ranges = (
    (0x2C6, 0x2DD),  # pinyin tone marks
    (0x370, 0x3FF),  # Greek
    (0x400, 0x45F),  # Cyrillic
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x20A0, 0x20BF),
    (0x2100, 0x22FF),  # letterlike, number forms, arrows, mathematical signs
    (0x2300, 0x23FF),
    (0x2460, 0x27BF),  # enclosed numbers, box drawing, geometric shapes, dingbats
    (0x2E80, 0x2FDF),  # radicals
    (0x2FF0, 0x30FF),  # punctuation, kana
    (0x3100, 0x312F),  # bopomofo
    (0x31A0, 0x31E3),
    (0x3200, 0x33FF),
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE1F),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFFEF),
)
LATIN: Ranges = ((0x20, 0x17F), (0x180, 0x24F), (0x251, 0x251), (0x261, 0x261))
TIBETAN: Ranges = ((0x0F00, 0x0FFF),)
# Joiners and direction marks go with Arabic: the other fonts lack them or need them less.
ARABIC: Ranges = ((0x0600, 0x06FF), (0x0750, 0x077F), (0x200C, 0x200F), (0x2066, 0x2069))


@dataclass(frozen=True)
class Weight:
    """The four source files of one main font."""

    name: str
    chinese: Path
    latin: Path
    tibetan: Path
    arabic: Path

    @property
    def files(self) -> tuple[Path, ...]:
        return (self.chinese, self.latin, self.tibetan, self.arabic)


def weight(name: str) -> Weight:
    """The sources for `Regular` or `Bold`."""
    return Weight(
        name=name,
        chinese=CJK / f"NotoSansCJK-{name}.ttc",
        latin=NOTO / f"NotoSans-{name}.ttf",
        tibetan=NOTO / f"NotoSerifTibetan-{name}.ttf",
        arabic=NOTO / f"NotoSansArabic-{name}.ttf",
    )


RARE_FILES = (HANAZONO / "HanaMinA.ttf", HANAZONO / "HanaMinB.ttf")


def spread(ranges: Ranges) -> set[int]:
    """All code points of the ranges, ends included."""
    return {point for first, last in ranges for point in range(first, last + 1)}


def chinese_points() -> set[int]:
    """Chinese characters and signs that the main font takes from Noto Sans CJK SC, and its Latin."""
    return spread(CHINESE) | spread(LATIN) | {ord(char) for char in MAIN_BEYOND_BMP}
