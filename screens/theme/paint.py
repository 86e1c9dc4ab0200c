"""Letters, rounded boxes and line icons, drawn smooth with Pillow once and handed to Kivy as textures.

The window has no multisampling (it costs 50 ms a frame without a GPU), so Kivy's own lines and corners would be jagged.
Every picture here is white with an alpha channel and takes its colour from the canvas: a pressed button is the same
texture in another colour.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from kivy.graphics.texture import Texture
from PIL import Image, ImageDraw, ImageFont

from kiosk.text.fonts import Face, runs
from screens.theme.icons import GRID, ICONS, SCENE, STROKE, Shape
from screens.theme.tokens import LINE

Colour = tuple[int, int, int, int]

_SMOOTH = 4  # drawn this much larger, then reduced
_HAN_MIDDLE = 0.38  # middle of a Han character above the baseline, in ems (Noto: 0.88 up, 0.12 down)


@lru_cache(maxsize=64)
def font(size: int, face: Face) -> ImageFont.FreeTypeFont:
    """A font at `size` pixels an em."""
    return ImageFont.truetype(str(face.path), size, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=8192)
def width_of(text: str, size: int, bold: bool) -> float:
    """How wide `text` comes out, in pixels."""
    return sum(font(size, face).getlength(part) for face, part in runs(text, _face(bold)))


def _face(bold: bool) -> Face:
    return Face.BOLD if bold else Face.REGULAR


def line_height(size: int) -> int:
    """The height of one line in pixels."""
    return round(size * LINE)


def text_mask(lines: list[str], size: int, bold: bool, align: str) -> Image.Image:
    """The lines as an alpha mask, as wide as the widest."""
    step = line_height(size)
    widths = [width_of(line, size, bold) for line in lines]
    side = max(2, size // 12)  # italics and accents may stand out
    mask = Image.new("L", (int(max(widths, default=0)) + 2 * side + 1, step * max(1, len(lines))), 0)
    draw = ImageDraw.Draw(mask)
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        slack = mask.width - 2 * side - width
        x = side + {"left": 0.0, "center": slack / 2, "right": slack}[align]
        y = step * number + step / 2 + size * _HAN_MIDDLE
        for face, part in runs(line, _face(bold)):  # rare characters of names have a font of their own
            draw.text((x, y), part, fill=255, font=font(size, face), anchor="ls")
            x += font(size, face).getlength(part)
    return mask


def texture(mask: Image.Image) -> Texture:
    """White with `mask` as alpha; texture coordinates are upside down as Kivy wants them."""
    white = Image.new("L", mask.size, 255)
    return blit(Image.merge("RGBA", (white, white, white, mask)))


def blit(picture: Image.Image) -> Texture:
    """A picture in its own colours."""
    result = Texture.create(size=picture.size, colorfmt="rgba")
    result.blit_buffer(picture.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    result.flip_vertical()
    return result


def overwrite(texture: Texture | None) -> None:
    """Nothing in these pixels any more, whoever still holds them."""
    if texture is not None:
        width, height = texture.size
        blank = bytes(width * height * len(texture.colorfmt))
        texture.blit_buffer(blank, colorfmt=texture.colorfmt, bufferfmt="ubyte")


def bytes_of(colour: Sequence[float]) -> Colour:
    """Kivy's 0..1 as Pillow's 0..255."""
    red, green, blue, alpha = (round(part * 255) for part in colour)
    return red, green, blue, alpha


@lru_cache(maxsize=256)
def box(radius: int, edge: int, fill: Colour, line: Colour) -> Texture:
    """A rounded box with its outline, for nine-slicing with borders of `radius` + 2.

    One texture for both: a second pass over every key and card costs a third of a frame without a GPU.
    """
    side = 2 * radius + 8
    rim = line if edge else fill
    picture = Image.new("RGBA", (side * _SMOOTH, side * _SMOOTH), (*rim[:3], 0))
    draw, last = ImageDraw.Draw(picture), side * _SMOOTH - 1
    draw.rounded_rectangle((0, 0, last, last), radius * _SMOOTH, fill=rim)
    if edge:
        inset, inner = edge * _SMOOTH, max(0, radius - edge) * _SMOOTH
        inside = fill if fill[3] else (*rim[:3], 0)
        draw.rounded_rectangle((inset, inset, last - inset, last - inset), inner, fill=inside)
    return blit(picture.reduce(_SMOOTH))


@lru_cache(maxsize=32)
def slope(width: int, height: int, radius: int, start: str, end: str) -> Texture:
    """A rounded box whose colour runs from `start` (left) to `end` (right), at its own size."""
    ramp = Image.linear_gradient("L").rotate(90).resize((width, height))
    picture = Image.composite(Image.new("RGB", (width, height), end), Image.new("RGB", (width, height), start), ramp)
    mask = Image.new("L", (width * 2, height * 2), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * 2 - 1, height * 2 - 1), radius * 2, fill=255)
    picture.putalpha(mask.resize((width, height), Image.Resampling.LANCZOS))
    return blit(picture)


@lru_cache(maxsize=256)
def icon(name: str, size: int) -> Texture:
    """One icon, `size` pixels square."""
    unit = size * _SMOOTH / (SCENE if name.startswith("scene_") else GRID)
    mask = Image.new("L", (size * _SMOOTH, size * _SMOOTH), 0)
    draw = ImageDraw.Draw(mask)
    for shape in ICONS[name]:
        _draw(draw, shape, unit)
    return texture(mask.resize((size, size), Image.Resampling.LANCZOS))


def _draw(draw: ImageDraw.ImageDraw, shape: Shape, unit: float) -> None:
    kind, *numbers = shape
    n: list[Any] = [number * unit for number in numbers]
    stroke = max(1, round(STROKE * unit))
    if kind == "line":
        points = list(zip(n[::2], n[1::2], strict=True))
        draw.line(points, fill=255, width=stroke, joint="curve")
        _caps(draw, points, stroke / 2)
    elif kind == "box":
        draw.rounded_rectangle(tuple(n[:4]), n[4], outline=255, width=stroke)
    elif kind == "solid":
        draw.rounded_rectangle(tuple(n[:4]), n[4], fill=255)
    elif kind == "hole":
        draw.rounded_rectangle(tuple(n[:4]), n[4], fill=0)
    elif kind == "ring":
        draw.ellipse((n[0] - n[2], n[1] - n[2], n[0] + n[2], n[1] + n[2]), outline=255, width=stroke)
    elif kind == "dot":
        draw.ellipse((n[0] - n[2], n[1] - n[2], n[0] + n[2], n[1] + n[2]), fill=255)
    elif kind == "arc":
        ring = (n[0] - n[2], n[1] - n[2], n[0] + n[2], n[1] + n[2])
        draw.arc(ring, numbers[3], numbers[4], fill=255, width=stroke)


def _caps(draw: ImageDraw.ImageDraw, points: Iterable[tuple[float, float]], radius: float) -> None:
    for x, y in points:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
