"""Invented people whose every value can be found again: each holds a piece that stands nowhere else in the world.

The digits of a person's numbers hold DIGITS, her name and address hold SIGNS, her card's photo holds GRAIN, her signature
begins at STROKE. So a few constant marks find all of everybody, and half of a value too.
"""

import json
import random
import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np

from devices.document_camera.frames import jpeg_within
from devices.id_card import codec
from devices.id_card.text_block import check_digit, encode
from kiosk.ports.id_reader import CardKind
from tests.faults.traces import marks

DIGITS = "739164"  # also a PIN, as it was tried
SIGNS = "阇瓛翀"
STROKE = 0.73916412345
_GRAIN = random.Random(739164).randbytes(16)
_HEAD = bytes.fromhex("574c66007e0032000000")  # as the simulator's own cards have it
_PAGE = (1440, 1080)  # of the paper under the document camera


@dataclass(frozen=True, slots=True)
class Person:
    """Number `serial` of a run; below 10,000."""

    serial: int

    @property
    def name(self) -> str:
        return f"欧{SIGNS}{chr(0x4E00 + self.serial)}"

    @property
    def number(self) -> str:
        """Born 1940 or a little later: old enough for every matter."""
        first = f"{DIGITS}19{40 + self.serial // 900 % 5}0312{100 + self.serial % 900}"
        return first + check_digit(first)

    @property
    def address(self) -> str:
        return f"江苏省如皋市长江镇{SIGNS}村三组{self.serial}号"

    @property
    def mobile(self) -> str:
        return f"13{DIGITS}{self.serial % 1000:03}"

    @property
    def account(self) -> str:
        first = f"6222{DIGITS}{self.serial:08}"
        return first + _luhn_digit(first)

    @property
    def house(self) -> str:
        return f"{SIGNS}{self.serial}号"

    @property
    def code(self) -> str:
        """What her phone shows as her medical insurance code."""
        return f"424{DIGITS}{self.serial:019}"

    @property
    def photo(self) -> bytes:
        """The card's photo: its format is not public, so a header and grain."""
        noise = random.Random(self.serial)  # a draft is shut with it: it must not be guessed
        grain = b"".join(_GRAIN + noise.randbytes(64) for _ in range(codec.PHOTO_SIZE // 80 + 1))
        return (_HEAD + grain)[: codec.PHOTO_SIZE]

    @property
    def stroke(self) -> tuple[tuple[float, float], ...]:
        """The first of her signature."""
        return ((STROKE, 0.5), (0.3, STROKE), (0.5, (self.serial % 97) / 97), (0.9, 0.4))

    def card(self) -> dict[str, str]:
        """What the simulated reader's op `lay` takes."""
        text = encode(
            CardKind.RESIDENT,
            {
                "name": self.name, "sex": "2", "ethnic": "01", "birth": self.number[6:14], "address": self.address,
                "number": self.number, "issuer": "如皋市公安局", "valid_from": "20060518", "valid_to": "长期",
            },
        )  # fmt: skip
        return {"text_hex": text.hex(), "photo_hex": self.photo.hex()}

    def holder(self) -> dict[str, str]:
        """What the hall knows of her by her code."""
        birth = self.number[6:14]
        return {
            "name": self.name, "number": self.number, "sex": "2", "ethnic": "01", "birth": birth, "address": self.address,
        }  # fmt: skip


@cache
def of_anybody() -> marks.Marks:
    """What finds every value of every person here, and any six digits or three signs of it."""
    grainy = _paper()
    jpeg = jpeg_within(grainy, 400_000)[2]
    middle = len(jpeg) // 2
    return {
        **marks.of_words({"digits": DIGITS, "name or address": SIGNS}),
        **marks.of_bytes(
            {
                "photo of the card": _GRAIN,
                "signature": struct.pack("<d", STROKE),
                "photographed paper": jpeg[middle : middle + 12],
                "frame of the camera": grainy[700, 500:504].tobytes(),
            }
        ),
    }


def of_card(card: str, **typed: str) -> marks.Marks:
    """What finds the person of one of the simulator's cards (devices/id_card/cards.json), and what was typed of her."""
    person = json.loads(files("devices.id_card").joinpath("cards.json").read_text("utf-8"))[card]
    return marks.of_words({**{name: person[name] for name in ("name", "number", "address")}, **typed})


def lay_paper(folder: Path) -> None:
    """Put the marked paper under a bench's document camera, instead of whatever lies there."""
    for page in folder.iterdir():
        page.unlink()
    cv2.imwrite(str(folder / "01-marked.png"), _paper())


@cache
def _paper() -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """Grain all over: any stretch of it stands nowhere else. Soft, so that its JPEG stays small and sharp enough."""
    grain = np.random.default_rng(739164).integers(0, 255, (_PAGE[1] // 4, _PAGE[0] // 4, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(grain, _PAGE, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _luhn_digit(digits: str) -> str:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    return str(-sum(each - 9 if each > 9 else each for each in doubled) % 10)
