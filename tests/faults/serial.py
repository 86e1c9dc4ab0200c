"""A bad line between the card reader and us: frames lose bytes, bits flip, garbage comes between them.

As the driver reads: every card twice, an identity only when both reads are the same and the text agrees with itself
(check digit, dates, characters). XOR alone lets one damaged frame in 256 through.
"""

import random
import time
from collections import Counter
from pathlib import Path

from devices.id_card import text_block
from devices.id_card.codec import Decoder, Frame
from kiosk.errors import DeviceError
from kiosk.ports.id_reader import IdCard
from tests.faults.figures import Figure

_WIRES = Path(__file__).parents[1] / "data" / "wire" / "id_card.hex"
_TEXT = slice(7, 7 + 256)  # of a frame's body: status and two lengths before it
LEAST_FOUND = 0.999  # of the frames that came whole
_MOST_WAITING = 4096  # bytes


def measure(trials: int, seed: int) -> list[Figure]:
    """`trials` frames, a quarter of them damaged."""
    began = time.monotonic()
    seen = read(trials, random.Random(seed))
    found = seen["found"] / max(1, seen["whole"])
    violations = seen["wrong identity"] + seen["buffer over 4 kB"]
    return [
        Figure("serial", "frames", trials, violations, time.monotonic() - began, f"{found:.3%} of whole frames read",
               found >= LEAST_FOUND, detail=dict(seen)),
    ]  # fmt: skip


def read(trials: int, chance: random.Random) -> "Counter[str]":
    """What came of so many frames of several cards, each card sent twice or more in a row."""
    cards = _cards()
    decoder, seen = Decoder(), Counter[str]()
    before: bytes | None = None
    frame, right = chance.choice(cards)
    for _ in range(trials):
        if chance.random() < 0.25:  # the next card; the driver begins its two reads anew
            frame, right = chance.choice(cards)
            before = None
        wire = damaged(chance, frame)
        seen["whole" if wire == frame else "damaged"] += 1
        for item in decoder.feed(wire):
            if isinstance(item, Frame):
                seen["found"] += item.body == frame[7:-1]
                _give_out(item.body, before, right, seen)
                before = item.body
        seen["buffer over 4 kB"] += decoder.waiting > _MOST_WAITING
    return seen


def _give_out(body: bytes, before: bytes | None, right: IdCard, seen: "Counter[str]") -> None:
    """An identity, if there is one to give."""
    if body != before or len(body) < _TEXT.stop:
        return
    try:
        card = text_block.parse(body[_TEXT])
    except DeviceError:
        seen["refused by the second check"] += 1
        return
    seen["given out"] += 1
    seen["wrong identity"] += card != right


def damaged(chance: random.Random, frame: bytes) -> bytes:
    """What a bad line makes of a frame: nothing, a lost byte, flipped bits, or a burst of garbage."""
    dice, wire = chance.random(), bytearray(frame)
    if dice < 0.10:
        del wire[chance.randrange(len(wire))]
    elif dice < 0.20:
        for _ in range(chance.randint(1, 4)):
            wire[chance.randrange(len(wire))] ^= 1 << chance.randrange(8)
    elif dice < 0.24:
        place = chance.randrange(len(wire))
        wire[place:place] = chance.randbytes(chance.randint(1, 40))
    return bytes(wire)


def _cards() -> list[tuple[bytes, IdCard]]:
    """Frames of cards whose text is sound, and who they are."""
    found = []
    for line in _WIRES.read_text("utf-8").splitlines():
        name, _, content = line.partition(" ")
        if name.startswith("base."):
            frame = bytes.fromhex(content)
            try:
                found.append((frame, text_block.parse(frame[14 : 14 + 256])))
            except DeviceError:
                continue  # a vector of a card that contradicts itself
    return found
