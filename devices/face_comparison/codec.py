"""The wire of the face comparison service: bytes ↔ messages. Ours; a vendor's library is put behind it.

46 43 31 | head length (2) | photo length (2) | head: one JSON object | photo | CRC-32 (4) of all before it

Numbers are big-endian. Only a request has a photo; an answer with one is refused by its length field, before it is
read. A stream socket loses nothing, so damage has no cure: after it the decoder says Broken until a new connection.
Nothing here opens a socket, reads a clock or starts a thread. (docs/wire/face_comparison.md)
"""

import json
import zlib
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

MAGIC = b"FC1"
MOST_HEAD = 1024
MOST_PHOTO = 16_384  # the card's own is 1024 bytes; room for a card to come
_HEADER = len(MAGIC) + 4
_CRC = 4
_SLICE = 4096

Ask = Literal["hello", "status", "compare", "cancel", "forget"]
Unclear = Literal["nobody", "several", "dark", "not-live", "no-photo"]


class _Head(BaseModel):
    """A JSON head. Input is hidden in errors: a score belongs to a person."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    id: int = Field(ge=0, lt=2**53)


class Request(_Head):
    """What the terminal asks; `seconds` with compare only."""

    ask: Ask
    seconds: float | None = Field(None, gt=0, le=120)


class Hello(_Head):
    """Who compares, and how large a photo it takes."""

    ask: Literal["hello"] = "hello"
    protocol: Literal[1] = 1
    model: str = Field(pattern=r"^[^\p{C}]{1,40}$")
    version: str = Field(pattern=r"^[^\p{C}]{1,40}$")
    max_photo: int = Field(ge=1)


class Standing(_Head):
    """Whether its camera gives pictures and its decoder of card photos is there and licensed."""

    ask: Literal["status"] = "status"
    camera: bool
    decoder: bool


class Compared(_Head):
    """A finding; `cause` where and only where it is undecided."""

    ask: Literal["compare"] = "compare"
    verdict: Literal["same", "different", "undecided"]
    score: float | None = Field(ge=0, le=1, repr=False)
    live: bool
    cause: Unclear | None

    @property
    def is_whole(self) -> bool:
        return (self.verdict == "undecided") == (self.cause is not None)


class Cancelled(_Head):
    """It compares no more."""

    ask: Literal["cancel"] = "cancel"


class Forgotten(_Head):
    """How many pictures and templates of faces it still holds: 0."""

    ask: Literal["forget"] = "forget"
    held: int = Field(ge=0)


class Refused(_Head):
    """It cannot: no camera picture, or the request is not understood."""

    ask: Ask
    error: Literal["camera", "request"]


Answer = Hello | Standing | Compared | Cancelled | Forgotten | Refused
_ANSWERS: TypeAdapter[Answer] = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame with a right check sum."""

    head: bytes = field(repr=False)
    photo: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Broken:
    """No frame can be found any more. `why` is ours and holds nothing that came."""

    why: str


def encode(head: _Head, photo: bytes = b"") -> bytes:
    """The frame of a message. Raises ValueError where the photo is larger than the wire takes."""
    if len(photo) > MOST_PHOTO:
        raise ValueError("the photo is too large")
    text = json.dumps(head.model_dump(exclude_none=isinstance(head, Request)), ensure_ascii=False).encode()
    frame = MAGIC + len(text).to_bytes(2, "big") + len(photo).to_bytes(2, "big") + text + photo
    return frame + zlib.crc32(frame).to_bytes(_CRC, "big")


def answer_in(frame: Frame) -> Answer | None:
    """None where the head is no answer of this protocol, to the letter."""
    try:
        answer = _ANSWERS.validate_json(frame.head)
    except ValidationError:
        return None
    return None if isinstance(answer, Compared) and not answer.is_whole else answer


def request_in(frame: Frame) -> Request | None:
    """None where the head is no request of this protocol."""
    try:
        return Request.model_validate_json(frame.head)
    except ValidationError:
        return None


class Decoder:
    """Bytes in, frames out, in any cut; never more than one frame is kept. Photos up to `most_photo` bytes are taken."""

    def __init__(self, most_photo: int = 0) -> None:
        self._most_photo = most_photo
        self._buffer = bytearray()
        self._broken: Broken | None = None

    @property
    def waiting(self) -> int:
        """Bytes of a frame that has begun."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Frame | Broken]:
        found: list[Frame | Broken] = []
        for start in range(0, len(data), _SLICE):
            self._buffer += data[start : start + _SLICE]
            while self._broken is None and (item := self._next()) is not None:
                found.append(item)
            if self._broken is not None:
                break
        return [*found, self._broken] if self._broken is not None else found

    def _next(self) -> Frame | None:
        wrong = self._wrong_so_far()
        if wrong:
            self._broken = Broken(wrong)
            self._buffer.clear()
        if len(self._buffer) < _HEADER or len(self._buffer) < self._end + _CRC:
            return None
        start, end = _HEADER + int.from_bytes(self._buffer[3:5], "big"), self._end
        frame = Frame(bytes(self._buffer[_HEADER:start]), bytes(self._buffer[start:end]))
        del self._buffer[: end + _CRC]
        return frame

    @property
    def _end(self) -> int:
        """Where the check sum of the frame that has begun stands; its header is there."""
        return _HEADER + int.from_bytes(self._buffer[3:5], "big") + int.from_bytes(self._buffer[5:7], "big")

    def _wrong_so_far(self) -> str:
        """What no frame can begin with, as early as it can be told; "" where all is well."""
        buffer = self._buffer
        if not MAGIC.startswith(bytes(buffer[: len(MAGIC)])):
            return "bytes that begin no frame"
        if len(buffer) < _HEADER:
            return ""
        if not 2 <= int.from_bytes(buffer[3:5], "big") <= MOST_HEAD:
            return "a head of a length that none has"
        if int.from_bytes(buffer[5:7], "big") > self._most_photo:
            return "a photo that is too large, or should not be there"
        if len(buffer) < self._end + _CRC:
            return ""
        right = zlib.crc32(buffer[: self._end]).to_bytes(_CRC, "big")
        return "" if right == buffer[self._end : self._end + _CRC] else "a wrong check sum"
