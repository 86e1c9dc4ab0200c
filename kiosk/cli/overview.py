"""One picture of a whole visit: its screens in order, small, and the slip."""

from pathlib import Path

from PIL import Image

_WIDE, _GAP, _COLUMNS = 360, 16, 6
_GROUND = (214, 220, 228)


def overview(folder: Path, name: str = "overview.png") -> Path:
    """Write `name` into `folder` from its numbered screenshots and slips; returns its path."""
    pictures = [*sorted(folder.glob("[0-9]*.png")), *sorted(folder.glob("slip-*.png"))]
    small = [_small(Image.open(picture)) for picture in pictures]
    rows = [small[start : start + _COLUMNS] for start in range(0, len(small), _COLUMNS)]
    heights = [max(picture.height for picture in row) for row in rows]
    size = (_COLUMNS * (_WIDE + _GAP) + _GAP, sum(heights) + _GAP * (len(rows) + 1))
    sheet = Image.new("RGB", size, _GROUND)
    top = _GAP
    for row, height in zip(rows, heights, strict=True):
        for column, picture in enumerate(row):
            sheet.paste(picture, (_GAP + column * (_WIDE + _GAP), top))
        top += height + _GAP
    sheet.quantize(128).save(folder / name, optimize=True)
    return folder / name


def _small(picture: Image.Image) -> Image.Image:
    height = round(picture.height * _WIDE / picture.width)
    return picture.convert("RGB").resize((_WIDE, height), Image.Resampling.LANCZOS)
