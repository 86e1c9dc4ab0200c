"""A line of text as black dots, for printers whose own characters end at GB18030: Tibetan, Uyghur, rare characters."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from kiosk.text.fonts import Face, runs


@dataclass(frozen=True)
class Bitmap:
    """Black dots on white: rows from the top, each padded to whole bytes, the leftmost dot in the highest bit."""

    width: int
    height: int
    rows: bytes

    @property
    def row_bytes(self) -> int:
        return (self.width + 7) // 8


@lru_cache(maxsize=12)
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face.path, size, layout_engine=ImageFont.Layout.RAQM)


def text_width(text: str, size: int, face: Face = Face.REGULAR) -> float:
    """How many dots wide the shaped line is; fits as `measure` of `kiosk.text.lines.break_lines`."""
    return sum(_font(chosen, size).getlength(piece) for chosen, piece in runs(text, face))


def draw_line(text: str, size: int, face: Face = Face.REGULAR) -> Bitmap:
    """One line, letters shaped and ordered by raqm. `size` in dots per em; the height is the font's line height."""
    ascent, descent = _font(face, size).getmetrics()
    pieces = runs(text, face)
    # Marks and slanted strokes may reach past the last advance.
    image = Image.new("L", (max(1, round(text_width(text, size, face)) + size // 8), ascent + descent))
    pen, x = ImageDraw.Draw(image), 0.0
    for chosen, piece in pieces:
        font = _font(chosen, size)
        pen.text((round(x), ascent), piece, fill=255, font=font, anchor="ls")
        x += font.getlength(piece)
    dots = image.point(lambda grey: 255 if grey >= 112 else 0, mode="1")
    return Bitmap(dots.width, dots.height, dots.tobytes())
