"""Pages as a document camera sees them: invented papers of an invented person on a dark desk, each marked 样本."""

import random
import shutil
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont

_FRAME = (1920, 1440)
_PAGE = (1440, 1020)
_DESK, _INK, _RED, _LINE = (46, 48, 52), (40, 40, 48), (196, 60, 60), (120, 150, 130)
_FACE = 2  # Simplified Chinese in the Noto CJK collection; face 0 is Japanese

_REGISTER = (
    (("姓名", "王秀英"), ("户主或与户主关系", "户主")),
    (("曾用名", ""), ("性别", "女")),
    (("出生地", "江苏省如皋市"), ("民族", "汉族")),
    (("籍贯", "江苏省如皋市"), ("出生日期", "1941年3月12日")),
    (("公民身份号码", "320699194103120249"), ("婚姻状况", "丧偶")),
    (("文化程度", "小学"), ("服务处所", "")),
    (("住址", "长江镇知青村三组12号"), ("登记日期", "2006年5月18日")),
)
_PASSBOOK = (
    (("户名", "王秀英"), ("币种", "人民币")),
    (("账号", "0000 0000 0000 0000 018"), ("凭证号", "00000018")),
    (("开户网点", "长江镇示例支行"), ("开户日期", "2012年8月6日")),
    (("存款种类", "活期储蓄"), ("通兑范围", "全省")),
    (("证件种类", "居民身份证"), ("印密标识", "密码")),
)
PAGES = (
    ("01-household-register.jpg", "常住人口登记卡", "居民户口簿", _REGISTER, (236, 241, 230)),
    ("02-passbook.jpg", "活期储蓄存折", "示例农村商业银行", _PASSBOOK, (240, 232, 232)),
)


def write_sample_pages(folder: Path, font: Path) -> list[Path]:
    """Draw the pages into `folder` (made if need be) as frames of 1920 x 1440; returns their paths in name order."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for seed, (name, title, above, rows, colour) in enumerate(PAGES):
        page = _draw_page(title, above, rows, colour, font)
        place = folder / name
        _on_desk(page, random.Random(seed)).save(place, quality=92)  # noqa: S311 - it only shapes a picture
        written.append(place)
    return written


class FolderWire:
    """Implements devices.wires.Wire: the camera's wire is a link to the folder of frames; no bytes ever pass."""

    def __init__(self, link: Path, desk: Path) -> None:
        self._link = link
        self._desk = desk

    @property
    def plugged(self) -> bool:
        return self._link.is_symlink()

    def plug(self) -> None:
        if not self.plugged:
            self._link.parent.mkdir(parents=True, exist_ok=True)
            self._link.symlink_to(self._desk.absolute(), target_is_directory=True)

    def unplug(self) -> None:
        self._link.unlink(missing_ok=True)

    def fileno(self) -> int | None:
        return None

    def read(self, count: int) -> bytes:
        return b""

    def write(self, data: bytes) -> int:
        return len(data)


class CameraSimulator:
    """Implements devices.far_end.Device: what lies on the desk under the camera. All pages at first, one after another."""

    busy = False

    def __init__(self, desk: Path, font: Path) -> None:
        self.desk = desk
        self._pages = {
            page.stem.partition("-")[2]: page for page in write_sample_pages(desk.with_suffix(".pages"), font)
        }
        _on_desk(None, random.Random(0)).save(self._empty, quality=92)  # noqa: S311 - it only shapes a picture
        self.reset()

    @property
    def _empty(self) -> Path:
        return self.desk.with_suffix(".pages") / "00-empty.jpg"

    def reset(self) -> None:
        self._put("all", list(self._pages.values()))

    def feed(self, data: bytes, now: float) -> bytes:
        return b""

    def tick(self, now: float) -> bytes:
        return b""

    def do(self, op: str, arguments: dict[str, Any]) -> bytes:
        if op == "lay":
            page = str(arguments["page"])
            self._put(page, [self._pages[page]] if page != "all" else list(self._pages.values()))
        elif op == "lift":
            self._put("", [self._empty])
        else:
            raise ValueError(f"no op {op!r}")
        return b""

    def state(self) -> dict[str, Any]:
        return {"device": "document-camera", "page": self.page, "pages": [*self._pages, "all"]}

    def _put(self, name: str, pages: list[Path]) -> None:
        """Change what lies there. The new pages come before the old ones go: the driver finds a picture at all times."""
        self.page = name
        self.desk.mkdir(parents=True, exist_ok=True)
        kept = {page.name for page in pages}
        for page in pages:
            fresh = self.desk / f"{page.name}.new"
            shutil.copyfile(page, fresh)
            fresh.replace(self.desk / page.name)
        for old in self.desk.iterdir():
            if old.name not in kept:
                old.unlink()


Rows = tuple[tuple[tuple[str, str], ...], ...]


def _draw_page(title: str, above: str, rows: Rows, colour: tuple[int, int, int], font: Path) -> Image.Image:
    page = Image.new("RGB", _PAGE, colour)
    pen = ImageDraw.Draw(page)
    large, text, small = (ImageFont.truetype(str(font), size, index=_FACE) for size in (54, 34, 28))
    pen.text((_PAGE[0] // 2, 60), above, fill=_LINE, font=text, anchor="mm")
    pen.text((_PAGE[0] // 2, 128), title, fill=_INK, font=large, anchor="mm")
    top, high = 190, (_PAGE[1] - 290) // len(rows)
    half = (_PAGE[0] - 160) // 2
    for place, row in enumerate(rows):
        for column, (label, value) in enumerate(row):
            left = 80 + column * half
            box = (left, top + place * high, left + half, top + (place + 1) * high)
            pen.rectangle(box, outline=_LINE, width=2)
            pen.text((left + 16, box[1] + high // 2), label, fill=_LINE, font=small, anchor="lm")
            pen.text((left + 250, box[1] + high // 2), value, fill=_INK, font=text, anchor="lm")
    pen.text((80, _PAGE[1] - 60), "样本：人名、号码均为虚构", fill=_RED, font=small, anchor="lm")
    _stamp(pen, small)
    return Image.composite(Image.new("RGB", _PAGE, _RED), page, _watermark(font))


def _stamp(pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont) -> None:
    centre = (_PAGE[0] - 220, _PAGE[1] - 130)
    pen.ellipse((centre[0] - 90, centre[1] - 90, centre[0] + 90, centre[1] + 90), outline=_RED, width=5)
    pen.text(centre, "样本专用", fill=_RED, font=font, anchor="mm")


def _watermark(font: Path) -> Image.Image:
    mask = Image.new("L", _PAGE, 0)
    letters = ImageFont.truetype(str(font), 260, index=_FACE)
    ImageDraw.Draw(mask).text((_PAGE[0] // 2, _PAGE[1] // 2), "样本", fill=26, font=letters, anchor="mm")
    return mask.rotate(18)


def _on_desk(page: Image.Image | None, chance: random.Random) -> Image.Image:
    """Slightly turned, with a shadow, uneven light and a camera's noise; without a page the desk alone."""
    frame = Image.new("RGB", _FRAME, _DESK)
    if page is not None:
        _lay(page, frame, chance)
    light = Image.radial_gradient("L").resize(_FRAME).point(lambda grey: 255 - grey // 3)
    lit = Image.composite(frame, Image.new("RGB", _FRAME, (12, 12, 14)), light)
    noise = Image.effect_noise(_FRAME, 9).convert("RGB")
    return Image.blend(lit, noise, 0.04).filter(ImageFilter.GaussianBlur(0.6))


def _lay(page: Image.Image, frame: Image.Image, chance: random.Random) -> None:
    angle = chance.uniform(-3.0, 3.0)
    turned = page.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    mask = Image.new("L", page.size, 255).rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    place = (_FRAME[0] // 2 - turned.width // 2 + 24, _FRAME[1] // 2 - turned.height // 2 - 16)
    shadow = Image.new("L", _FRAME, 0)
    shadow.paste(mask.point(lambda grey: grey // 2), (place[0] + 14, place[1] + 18))
    frame.paste((0, 0, 0), (0, 0), shadow.filter(ImageFilter.GaussianBlur(16)))
    frame.paste(turned, place, mask)
