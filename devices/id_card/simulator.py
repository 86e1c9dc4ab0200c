"""The far end of an identity-card reader's wire: a SAM on which cards can be laid. Synthetic persons only."""

import hashlib
import json
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from devices.id_card import codec, text_block
from devices.id_card.codec import Reply, Sw
from kiosk.ports.id_reader import CardKind

# A WLF header (102 x 126). The picture format is not public, so no picture can be made: what stands behind it is noise,
# each card's own and always the same, as a compressed picture would be; or nothing.
_HEADER = bytes.fromhex("574c66007e0032000000")
_BASE = codec.TEXT_SIZE.to_bytes(2, "big") + codec.PHOTO_SIZE.to_bytes(2, "big")
_RECEIVED_WRONG = Reply(Sw.CHECKSUM_WRONG)
DAMAGES = {
    "number": 122,  # offset of the character that is made another one
    "birth": 42,
    "mark": 248,
    "name": 1,
    "flaky": 55,  # another one at each read
}
REFUSING = "refusing"  # found, and never selected


def cards() -> dict[str, bytes]:
    """The text block of each card by name."""
    listed = json.loads(files("devices.id_card").joinpath("cards.json").read_text("utf-8"))
    return {name: _text_of(values) for name, values in listed.items()}


def titles() -> dict[str, str]:
    """What each card is, for the hand that lays it (Chinese)."""
    listed = json.loads(files("devices.id_card").joinpath("cards.json").read_text("utf-8"))
    return {name: values["title"] for name, values in listed.items()}


def _text_of(values: dict[str, str]) -> bytes:
    """The text block; `mark` puts another type mark over the kind's own."""
    fields = {name: value for name, value in values.items() if name not in ("title", "kind", "mark")}
    text = text_block.encode(CardKind(values["kind"]), fields)
    mark = values.get("mark", "").encode("utf-16-le")
    place = DAMAGES["mark"]
    return text[:place] + mark + text[place + len(mark) :]


def _photo(text: bytes) -> bytes:
    """The picture on a card with this text."""
    return _HEADER + hashlib.shake_256(b"photo of " + text).digest(codec.PHOTO_SIZE - len(_HEADER))


@dataclass
class Table:
    """What lies on the reader, and what is wrong with it."""

    card: str | None = None
    text: bytes = b""
    photo: bytes = b""
    damage: str = ""
    was_read: bool = False  # find answers 80 for a card that was read, until it is lifted (from memory)
    is_selected: bool = False
    silent: bool = False
    garble: int = 0
    garble_after: int = 0
    lifts_mid_read: bool = False
    sam: int = Sw.OK
    reads: int = 0


@dataclass
class ReaderSimulator:
    """Implements devices.far_end.Device.

    `card_time` is what a read takes before its first byte comes, in seconds. Readers are said to differ in whether they
    find a card again that they have read: `finds_again`.
    """

    card_time: float = 0.4
    first_card: str | None = None
    finds_again: bool = False
    table: Table = field(default_factory=Table)
    _decoder: codec.Decoder = field(default_factory=codec.Decoder)
    _due: list[tuple[float, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reset()

    @property
    def busy(self) -> bool:
        return bool(self._due)

    def reset(self) -> None:
        self.table = Table()
        self._due.clear()
        if self.first_card is not None:
            self._lay({"card": self.first_card})

    def feed(self, data: bytes, now: float) -> bytes:
        for item in self._decoder.feed(data):
            reply = self._answer(item.body) if isinstance(item, codec.Frame) else _RECEIVED_WRONG
            if isinstance(item, codec.Corrupt) and not item.noise.startswith(codec.PREAMBLE[:1]):
                continue  # noise on the line, no damaged request
            if not self.table.silent:
                is_read = isinstance(item, codec.Frame) and item.body == codec.READ_BASE.code
                slow = self.card_time if is_read else 0.0
                self._due.append((now + slow, self._onto_wire(reply)))
        return self.tick(now)

    def tick(self, now: float) -> bytes:
        out = b"".join(reply for due, reply in self._due if due <= now)
        self._due = [item for item in self._due if item[0] > now]
        return out

    def do(self, op: str, arguments: dict[str, Any]) -> bytes:
        table = self.table
        if op == "lay":
            self._lay(arguments)
        elif op == "lift":
            self._lift()
        elif op == "garble":
            table.garble, table.garble_after = int(arguments["next"]), int(arguments.get("after", 0))
        elif op == "silent":
            table.silent = bool(arguments["on"])
        elif op == "lift_mid_read":
            table.lifts_mid_read = True
        elif op == "sam":
            table.sam = int(str(arguments["code"]), 16)
        elif op == "noise":
            return bytes.fromhex(arguments["hex"])
        else:
            raise ValueError(f"no op {op!r}")
        return b""

    def state(self) -> dict[str, Any]:
        table = self.table
        return {
            "device": "id-reader",
            "card": table.card,
            "damage": table.damage,
            "was_read": table.was_read,
            "reads": table.reads,
            "silent": table.silent,
            "garble": table.garble,
            "sam": f"{table.sam:02X}",
            "cards": titles(),
            "damages": [*DAMAGES, REFUSING],
        }

    def _lay(self, arguments: dict[str, Any]) -> None:
        damage = str(arguments.get("damage", ""))
        if damage and damage not in (*DAMAGES, REFUSING):
            raise ValueError(f"damage is one of {', '.join((*DAMAGES, REFUSING))}")
        text = bytes.fromhex(arguments["text_hex"]) if "text_hex" in arguments else cards()[arguments["card"]]
        if len(text) != codec.TEXT_SIZE:
            raise ValueError("a text block has 256 bytes")
        photo = bytes.fromhex(arguments.get("photo_hex", "")) or _photo(text)
        if len(photo) != codec.PHOTO_SIZE:
            raise ValueError(f"a photo has {codec.PHOTO_SIZE} bytes")
        self._lift()
        self.table.card, self.table.text, self.table.damage = str(arguments.get("card", "by hand")), text, damage
        self.table.photo = photo
        self.table.lifts_mid_read = bool(arguments.get("lifts", False))

    def _lift(self) -> None:
        table = self.table
        table.card, table.text, table.photo, table.damage = None, b"", b"", ""
        table.was_read = table.is_selected = table.lifts_mid_read = False

    def _answer(self, body: bytes) -> Reply:
        if self.table.sam != Sw.OK:
            return Reply(self.table.sam)
        if body in (codec.RESET_SAM.code, codec.SAM_STATUS.code):
            return Reply(Sw.OK)
        if body == codec.FIND.code:
            return self._find()
        if body == codec.SELECT.code:
            return self._select()
        if body == codec.READ_BASE.code:
            return self._read()
        if body == codec.READ_NEW_ADDRESS.code:
            return Reply(Sw.ITEM_EMPTY if self.table.is_selected else Sw.READ_FAILED)
        return Reply(Sw.COMMAND_WRONG)

    def _find(self) -> Reply:
        table = self.table
        if table.card is None or (table.was_read and not self.finds_again):
            return Reply(Sw.NO_CARD)
        table.is_selected = False
        return Reply(Sw.CARD_FOUND, bytes(4))

    def _select(self) -> Reply:
        self.table.is_selected = self.table.card is not None and self.table.damage != REFUSING
        return Reply(Sw.OK, bytes(8)) if self.table.is_selected else Reply(Sw.NOT_SELECTED)

    def _read(self) -> Reply:
        table = self.table
        if table.lifts_mid_read:
            self._lift()
        if not table.is_selected:
            return Reply(Sw.READ_FAILED)
        table.was_read = True
        table.reads += 1
        return Reply(Sw.OK, _BASE + self._damaged(table.text) + table.photo)

    def _damaged(self, text: bytes) -> bytes:
        if self.table.damage not in DAMAGES:
            return text
        place = DAMAGES[self.table.damage]
        changed = self.table.reads if self.table.damage == "flaky" else 1
        return text[:place] + bytes([text[place] ^ (changed & 0x0F)]) + text[place + 1 :]

    def _onto_wire(self, reply: Reply) -> bytes:
        wire = bytearray(reply.encode())
        if self.table.garble_after > 0:
            self.table.garble_after -= 1
        elif self.table.garble > 0:
            self.table.garble -= 1
            wire[len(wire) // 2] ^= 0x10
        return bytes(wire)
