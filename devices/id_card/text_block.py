"""The 256-byte text block of a card: four layouts, told apart by the mark at offset 248, and the second check.

UTF-16LE ("GB 13000 UCS-2"), each field padded with spaces (20 00). Offsets below are in bytes, sizes in characters.
Sources: GA/T 490 (resident), the trial rules of 2018 for residence permits, the rules of 2023 for the permanent
residence card; docs/wire/id_card.md says which were read and which are known from several programs that agree.
XOR lets one damaged frame in 256 through, so what was read must also agree with itself: check digit, dates, codes,
characters, padding, and the birth date inside the number.
"""

import re
import unicodedata
from datetime import datetime
from typing import NamedTuple

from devices.id_card.codec import TEXT_SIZE
from kiosk.errors import CardUnknown, CardUnreadable
from kiosk.ports.id_reader import CardKind, IdCard

LONG_TERM = "长期"
_MARK = 248
_FAR_FUTURE = "99991231"


class Field(NamedTuple):
    """Where a field lies."""

    offset: int  # bytes
    size: int  # characters


_RESIDENT = {
    "name": Field(0, 15),
    "sex": Field(30, 1),
    "ethnic": Field(32, 2),
    "birth": Field(36, 8),
    "address": Field(52, 35),
    "number": Field(122, 18),
    "issuer": Field(158, 15),
    "valid_from": Field(188, 8),
    "valid_to": Field(204, 8),
}
_HMT_PERMIT = {
    **{name: place for name, place in _RESIDENT.items() if name != "ethnic"},
    "permit_number": Field(220, 9),
    "issues": Field(238, 2),
}
_FOREIGN_2017 = {
    "latin_name": Field(0, 60),
    "sex": Field(120, 1),
    "number": Field(122, 15),
    "country": Field(152, 3),
    "name": Field(158, 15),
    "valid_from": Field(188, 8),
    "valid_to": Field(204, 8),
    "birth": Field(220, 8),
    "edition": Field(236, 2),
    "accepted_by": Field(240, 4),
}
_FOREIGN_2023 = {
    "name": Field(0, 15),
    "sex": Field(30, 1),
    "renewals": Field(32, 2),
    "birth": Field(36, 8),
    "latin_name": Field(52, 35),
    "number": Field(122, 18),
    "valid_from": Field(188, 8),
    "valid_to": Field(204, 8),
    "latin_name_end": Field(220, 11),
    "country": Field(242, 3),
    "earlier": Field(250, 3),
}
LAYOUTS = {
    CardKind.RESIDENT: _RESIDENT,
    CardKind.HMT_PERMIT: _HMT_PERMIT,
    CardKind.FOREIGN_2017: _FOREIGN_2017,
    CardKind.FOREIGN_2023: _FOREIGN_2023,
}
_MARKS = {
    CardKind.RESIDENT: " ",
    CardKind.HMT_PERMIT: "J",
    CardKind.FOREIGN_2017: "I",
    CardKind.FOREIGN_2023: "Y",
}
# GB/T 3304, and the two values that differ between sources for 其他 and 外国血统中国籍人士.
_ETHNIC = {f"{code:02}" for code in range(1, 59)} | {"97", "98"}
_LATIN_NAME = re.compile(r"[A-Z][A-Z ,.'\-]*")
_NUMBER = {
    CardKind.RESIDENT: re.compile(r"[1-8]\d{16}[\dX]"),
    CardKind.HMT_PERMIT: re.compile(r"8[123]0000\d{11}[\dX]"),
    CardKind.FOREIGN_2017: re.compile(r"[A-Z]{3}\d{12}"),
    CardKind.FOREIGN_2023: re.compile(r"9\d{16}[\dX]"),
}


def parse(text: bytes, photo: bytes = b"") -> IdCard:
    """The card that a text block holds. Raises CardUnknown (a mark that no rule names), CardUnreadable."""
    kind = _kind(text)
    values = {name: _value(text, place) for name, place in LAYOUTS[kind].items()}
    _require_padding(text, kind)
    latin = values.get("latin_name", "") + values.get("latin_name_end", "")
    card = IdCard(
        kind=kind,
        name=values["name"] or latin,
        sex=values["sex"],
        ethnic=values.get("ethnic", ""),
        birth=values["birth"],
        address=values.get("address", ""),
        number=values["number"],
        issuer=values.get("issuer", ""),
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
        latin_name=latin,
        country=values.get("country", ""),
        permit_number=values.get("permit_number", ""),
        photo=photo,
    )
    _require_agreement(card, latin)
    return card


def encode(kind: CardKind, values: dict[str, str]) -> bytes:
    """A text block, for the simulator. Raises ValueError where a value is unknown, or longer than its field."""
    block = bytearray(" ".encode("utf-16-le") * (TEXT_SIZE // 2))
    for name, value in values.items():
        place = LAYOUTS[kind].get(name)
        if place is None or len(value.encode("utf-16-le")) > place.size * 2:
            raise ValueError(f"{name}: no such field on a {kind.value} card, or too long")
        raw = value.encode("utf-16-le")
        block[place.offset : place.offset + len(raw)] = raw
    block[_MARK : _MARK + 2] = _MARKS[kind].encode("utf-16-le")
    return bytes(block)


def check_digit(first17: str) -> str:
    """ISO 7064 MOD 11-2 as in GB 11643."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first17))
    return "10X98765432"[total % 11]


def _kind(text: bytes) -> CardKind:
    if len(text) != TEXT_SIZE:
        raise CardUnreadable(f"a text block of {len(text)} bytes")
    mark = text[_MARK : _MARK + 2].decode("utf-16-le", "replace").replace("\x00", " ")
    for kind, known in _MARKS.items():
        if mark == known:
            return kind
    raise CardUnknown("the card's mark is in no rule")


def _value(text: bytes, place: Field) -> str:
    try:
        padded = text[place.offset : place.offset + place.size * 2].decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise CardUnreadable("a field is no UTF-16") from error
    value = padded.rstrip(" \x00")  # the rules pad with spaces; some cards are said to hold zeros
    if value.startswith(" ") or not all(map(_is_plain, value)):
        raise CardUnreadable("a field holds what no field may hold")
    return value


def _is_plain(character: str) -> bool:
    """Letters, digits, marks and spaces. Private use is allowed: rare characters lived there before GB 18030-2005."""
    return character == " " or unicodedata.category(character)[0] in "LNPS" or unicodedata.category(character) == "Co"


def _require_padding(text: bytes, kind: CardKind) -> None:
    """What lies between the fields is spaces."""
    rest = bytearray(text)
    for place in (*LAYOUTS[kind].values(), Field(_MARK, 1)):
        rest[place.offset : place.offset + place.size * 2] = b" \x00" * place.size
    if rest.replace(b"\x00", b"").strip(b" "):
        raise CardUnreadable("a reserved field is not empty")


def _require_agreement(card: IdCard, latin: str) -> None:
    wrong = [
        what
        for what, holds in (
            ("name", _is_name(card.name, latin)),
            ("sex", card.sex in {"0", "1", "2", "9"}),
            ("ethnic", card.kind is not CardKind.RESIDENT or card.ethnic in _ETHNIC),
            ("number", _is_number(card)),
            ("dates", _are_dates(card)),
            ("issuer", not _has_issuer(card) or _is_han(card.issuer)),
            ("address", not _has_issuer(card) or bool(card.address)),
        )
        if not holds
    ]
    if wrong:
        raise CardUnreadable(f"contradicts itself: {', '.join(wrong)}")  # names of fields, never what they hold


def _has_issuer(card: IdCard) -> bool:
    return card.kind in (CardKind.RESIDENT, CardKind.HMT_PERMIT)


def _is_han(text: str) -> bool:
    return bool(text) and all(unicodedata.category(c) in ("Lo", "Co") or c in "·•〇（）()" for c in text)


def _is_name(name: str, latin: str) -> bool:
    return (not latin or _LATIN_NAME.fullmatch(latin) is not None) and (name == latin != "" or _is_han(name))


def _is_number(card: IdCard) -> bool:
    number = card.number
    if not _NUMBER[card.kind].fullmatch(number):
        return False
    if card.kind is CardKind.FOREIGN_2017:
        return number[7:13] == card.birth[2:] and _check_731(number[:14]) == number[14]
    return number[6:14] == card.birth and check_digit(number[:17]) == number[17]


def _check_731(first14: str) -> str:
    """Weights 7 3 1, letters from A = 10: as in machine-readable travel documents (ICAO 9303)."""
    return str(sum(int(c, 36) * (7, 3, 1)[place % 3] for place, c in enumerate(first14)) % 10)


def _are_dates(card: IdCard) -> bool:
    last = _FAR_FUTURE if card.valid_to == LONG_TERM else card.valid_to
    if not all(map(_is_date, (card.birth, card.valid_from, last))):
        return False
    return "18800101" <= card.birth <= card.valid_from < last


def _is_date(text: str) -> bool:
    if re.fullmatch(r"[0-9]{8}", text) is None:
        return False
    try:
        datetime.strptime(text, "%Y%m%d")
    except ValueError:
        return False
    return True
