"""Draws what the print head does, dot by dot at 203 dpi, and makes a picture of a strip of thermal paper of it."""

import random
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from devices.receipt_printer.simulator.interpreter import Align, Style

DEFAULT_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")  # package fonts-noto-cjk
_FACES = ("Noto Sans Mono CJK SC", "Noto Sans CJK SC")  # face 0 of the file is Japanese
_CELL = 24  # a Chinese character's dots; Latin takes half the width
_BASELINE = 21
_INK_FROM = 112  # grey above which a dot is heated
_PAPER, _INK, _DESK = (252, 252, 249), (38, 38, 44), (205, 203, 198)
_MARGIN = 40  # dots of paper beside the print width
_TOP = 72  # the head lies behind the cutter: each paper begins with white
_BORDER = 28


@lru_cache(maxsize=16)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    faces: dict[str | None, int] = {}
    for index in range(16 if path.endswith(".ttc") else 1):
        try:
            faces.setdefault(ImageFont.truetype(path, size, index=index).getname()[0], index)
        except OSError:
            break
    index = next((faces[name] for name in _FACES if name in faces), 0)
    return ImageFont.truetype(path, size, index=index)


@dataclass(slots=True)
class Canvas:
    """One strip of paper `dots` wide; implements the interpreter's Page except for what a cut means."""

    dots: int
    font: str
    image: Image.Image = field(init=False)
    height: int = 0
    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    _line: list[tuple[str, Style, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.image = Image.new("L", (self.dots, 512), 0)

    @property
    def is_blank(self) -> bool:
        return not self.lines and not self.codes

    def put(self, character: str, style: Style) -> bool:
        width = (12 if character.isascii() else _CELL) * style.wide
        if sum(each[2] for each in self._line) + width > self.dots:
            return False
        kept = Style(style.wide, style.high, style.bold, style.underline)
        self._line.append((character, kept, width))
        return True

    def print_line(self, align: Align, pitch: int) -> None:
        high = max((style.high for _, style, _ in self._line), default=1)
        total = sum(width for _, _, width in self._line)
        left = {"left": 0, "center": (self.dots - total) // 2, "right": self.dots - total}[align]
        bottom = self.height + _CELL * high
        for character, style, width in self._line:
            self._draw(character, style, left, bottom)
            left += width
        if self._line:
            self.lines.append("".join(character for character, _, _ in self._line))
        self._line.clear()
        self.feed(max(pitch, _CELL * high + 6) if high > 1 else pitch)

    def feed(self, dots: int) -> None:
        self.height += dots
        self._require_room(self.height + 8 * _CELL)

    def qr(self, payload: bytes, module: int, level: str, align: Align) -> None:
        code = segno.make_qr(payload, error=level, mode="byte", boost_error=False)
        rows = [[bool(dot) for dot in row] for row in code.matrix_iter(scale=module, border=4)]
        if len(rows) > self.dots:
            return  # printers print nothing where a code does not fit
        picture = Image.new("L", (len(rows), len(rows)))
        picture.putdata([255 if dot else 0 for row in rows for dot in row])
        self._paste(picture, align)
        self.codes.append(payload.decode("utf-8", "replace"))

    def raster(self, width_bytes: int, rows: int, bits: bytes, align: Align) -> None:
        self._paste(Image.frombytes("1", (width_bytes * 8, rows), bits).convert("L"), align)

    def picture(self, seed: int) -> Image.Image:
        """The strip as it lies on a desk: white, margins, edges as the cutter's teeth leave them."""
        noise = random.Random(seed)  # noqa: S311 - it only shapes an edge
        wide, high = self.dots + 2 * _MARGIN, self.height + _TOP
        teeth = _teeth(noise, wide, 3) + [(x, high - y) for x, y in reversed(_teeth(noise, wide, 3))]
        mask = Image.new("L", (wide, high), 0)
        ImageDraw.Draw(mask).polygon(teeth, fill=255)
        strip = Image.new("RGB", (wide, high), _PAPER)
        ink = self.image.crop((0, 0, self.dots, self.height)).point(lambda grey: 255 if grey > _INK_FROM else 0)
        strip.paste(Image.new("RGB", ink.size, _INK), (_MARGIN, _TOP - _CELL), ink)
        whole = Image.new("RGB", (wide + 2 * _BORDER, high + 2 * _BORDER), _DESK)
        shadow = Image.new("L", whole.size, 0)
        shadow.paste(mask.point(lambda grey: grey // 3), (_BORDER + 4, _BORDER + 6))
        whole.paste((120, 118, 112), (0, 0), shadow.filter(ImageFilter.GaussianBlur(6)))
        whole.paste(strip, (_BORDER, _BORDER), mask)
        return whole

    def strip(self) -> Image.Image:
        """What has been printed so far, black on white at half size, quickly: it is looked at while it grows."""
        ink = self.image.crop((0, 0, self.dots, max(1, self.height))).point(lambda grey: 0 if grey > _INK_FROM else 255)
        return ink.reduce(2)

    def _draw(self, character: str, style: Style, left: int, bottom: int) -> None:
        if character == " ":
            return
        scale = max(style.wide, style.high)
        narrow = 12 if character.isascii() else _CELL
        glyph = Image.new("L", (narrow * scale, _CELL * scale), 0)
        pen, font = ImageDraw.Draw(glyph), _font(self.font, _CELL * scale)
        for shift in range(2 if style.bold else 1):  # emphasised means: struck twice, a dot apart
            pen.text((shift * scale, _BASELINE * scale), character, fill=255, font=font, anchor="ls")
        if style.underline:
            pen.rectangle((0, _CELL * scale - 2, glyph.width, _CELL * scale), fill=255)
        size = (narrow * style.wide, _CELL * style.high)
        self.image.paste(glyph if glyph.size == size else glyph.resize(size), (left, bottom - size[1]))

    def _paste(self, picture: Image.Image, align: Align) -> None:
        left = {"left": 0, "center": (self.dots - picture.width) // 2, "right": self.dots - picture.width}[align]
        self._require_room(self.height + picture.height)
        self.image.paste(picture, (left, self.height))
        self.feed(picture.height)

    def _require_room(self, height: int) -> None:
        if height > self.image.height:
            taller = Image.new("L", (self.dots, 2 * height), 0)
            taller.paste(self.image, (0, 0))
            self.image = taller


def _teeth(noise: random.Random, width: int, depth: int) -> list[tuple[int, int]]:
    points = [(x, noise.randint(0, 1) + (depth if (x // 6) % 2 else 0)) for x in range(0, width, 6)]
    return [*points, (width, depth)]
