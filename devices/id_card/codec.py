"""The wire of an identity-card reader's security module (SAM): bytes ↔ frames.

request : AA AA AA 96 69 | LenH LenL | CMD Para      | Data… | CHK
reply   : AA AA AA 96 69 | LenH LenL | SW1 SW2 SW3   | Data… | CHK

Len is big-endian and counts everything after itself, CHK included. CHK is the XOR of all bytes from LenH to the last
byte before it. Only SW3 decides; SW1 SW2 may carry the card's own status. (GA/T 467, chapter 7; docs/wire/id_card.md.)
Nothing here opens a port, reads a clock or starts a thread. Corrupt bytes are values, never exceptions.
"""

from dataclasses import dataclass, field
from enum import IntEnum, unique
from functools import reduce
from operator import xor

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
TEXT_SIZE = 256
PHOTO_SIZE = 1024
_HEADER = len(PREAMBLE) + 2
_SHORTEST = 3  # CMD Para CHK
_LONGEST = 0x090A  # the longest reply known: 30 10 with two fingerprints, 2321 bytes on the wire
_SLICE = 1024


@unique
class Sw(IntEnum):
    """SW3 as the standard's table names it."""

    OK = 0x90
    CARD_FOUND = 0x9F
    NO_CARD = 0x80
    NOT_SELECTED = 0x81
    ITEM_EMPTY = 0x91
    CHECKSUM_WRONG = 0x10
    LENGTH_WRONG = 0x11
    COMMAND_WRONG = 0x21
    NOT_PERMITTED = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REJECTS_SAM = 0x31
    SAM_REJECTS_CARD = 0x32
    MAC_WRONG = 0x33
    WRONG_CARD_TYPE = 0x40
    READ_FAILED = 0x41
    NO_RANDOM = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    LINE_FAULT = 0xFF


HOST_FAULTS = frozenset({Sw.CHECKSUM_WRONG, Sw.LENGTH_WRONG, Sw.COMMAND_WRONG, Sw.LINE_FAULT})  # send it once more


@dataclass(frozen=True, slots=True)
class Command:
    """A request and the one success that answers it: its SW3 and how many data bytes come with it."""

    name: str
    code: bytes
    success: Sw
    data_size: int

    def fits(self, reply: "Reply") -> bool:
        """Whether the reply can be an answer to this command: a late answer to an older one has another shape."""
        if reply.sw3 in (Sw.OK, Sw.CARD_FOUND):
            return reply.sw3 == self.success and len(reply.data) == self.data_size
        return not reply.data


RESET_SAM = Command("reset", b"\x10\xff", Sw.OK, 0)
SAM_STATUS = Command("status", b"\x11\xff", Sw.OK, 0)
FIND = Command("find", b"\x20\x01", Sw.CARD_FOUND, 4)
SELECT = Command("select", b"\x20\x02", Sw.OK, 8)
READ_BASE = Command("read base", b"\x30\x01", Sw.OK, 4 + TEXT_SIZE + PHOTO_SIZE)
READ_NEW_ADDRESS = Command("read new address", b"\x30\x03", Sw.OK, 70)


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame with a right checksum; `body` is what lies between length and checksum."""

    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Corrupt:
    """Bytes that are no frame, thrown away; they may be pieces of a card and are never shown."""

    noise: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A frame as the reader's answer."""

    sw3: int
    data: bytes = field(default=b"", repr=False)

    @staticmethod
    def of(frame: Frame) -> "Reply | None":
        """None where the frame is too short to be an answer: an echo of our own request, for one."""
        return Reply(frame.body[2], frame.body[3:]) if len(frame.body) >= 3 else None

    def encode(self) -> bytes:
        return encode(b"\x00\x00" + bytes([self.sw3]) + self.data)


def checksum(data: bytes | bytearray) -> int:
    """XOR of all bytes."""
    return reduce(xor, data, 0)


def encode(body: bytes) -> bytes:
    """A frame around `body`."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([checksum(counted)])


class Decoder:
    """Bytes in, frames out, in any cut. After damage it looks for the next preamble inside what it threw away."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def waiting(self) -> int:
        """Bytes of a frame that has begun; never over 4 kB."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Frame | Corrupt]:
        found: list[Frame | Corrupt] = []
        for start in range(0, len(data), _SLICE):
            self._buffer += data[start : start + _SLICE]
            while (item := self._next()) is not None:
                found.append(item)
        return found

    def _next(self) -> Frame | Corrupt | None:
        start = self._buffer.find(PREAMBLE)
        if start != 0:  # noise before a frame, or no frame at all
            noise = self._take(start if start > 0 else len(self._buffer) - self._begun())
            return Corrupt(noise) if noise else None
        if len(self._buffer) < _HEADER:
            return None
        length = int.from_bytes(self._buffer[_HEADER - 2 : _HEADER], "big")
        if not _SHORTEST <= length <= _LONGEST:
            return Corrupt(self._take(1))  # no real preamble: look for the next one
        torn_at = self._buffer.find(PREAMBLE, 1, _HEADER + length)
        if torn_at > 0:  # XOR lets two torn frames through together: the same bytes twice cancel out
            return Corrupt(self._take(torn_at))  # (a photo holds a preamble by chance once in 10^9)
        if len(self._buffer) < _HEADER + length:
            return None
        counted = self._buffer[_HEADER - 2 : _HEADER + length]
        if checksum(counted) != 0:  # a right checksum cancels itself out
            return Corrupt(self._take(1))  # the end of the next preamble may lie inside
        return Frame(self._take(_HEADER + length)[_HEADER:-1])

    def _begun(self) -> int:
        """How many bytes at the buffer's end may be the beginning of a preamble."""
        longest = min(len(PREAMBLE) - 1, len(self._buffer))
        return next((n for n in range(longest, 0, -1) if self._buffer.endswith(PREAMBLE[:n])), 0)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken
