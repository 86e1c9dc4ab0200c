"""The wire of a serial code scanner: bytes ↔ codes.

[answer] [prefix] [AIM id ]cm] payload [suffix]      answer: what some makes send back to a trigger command

There is no length and no check sum. With a suffix configured, the suffix alone ends a code and a pause inside it means
that it was torn; with none, the pause is its end. The driver tells of the pause (`end`). (docs/wire/qr_scanner.md.)
Nothing here opens a port, reads a clock or starts a thread. Damage is a value, never an exception.
"""

import re
from dataclasses import dataclass, field

from devices.qr_scanner.presets import PRESETS, Preset

MOST_WAITING = 4096
_LONGEST = 2953 + 3  # the largest QR code holds 2953 bytes; an AIM identifier comes before it
_SLICE = 512
_AIM = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_NEW_LINE = b"\r\n"  # the rest of a CR LF where only CR was configured


@dataclass(frozen=True, slots=True)
class Code:
    """One code as it came; whether it may be used is not decided here."""

    raw: bytes = field(repr=False)
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Torn:
    """Bytes whose end never came, or that stand where a code should begin; thrown away."""

    count: int


@dataclass(frozen=True, slots=True)
class Overlong:
    """More bytes than any code holds, up to the next end; thrown away."""

    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The scanner's answer to a trigger command."""

    accepted: bool


Item = Code | Torn | Overlong | Answer


@dataclass(frozen=True, slots=True)
class Framing:
    """How the scanner was set up."""

    prefix: bytes = b""
    suffix: bytes = b"\r"
    aim: bool = False  # it sends the AIM identifier before the payload
    preset: Preset = PRESETS["none"]

    def encode(self, raw: bytes, aim: str = "]Q1") -> bytes:
        """A code as the scanner sends it."""
        return self.prefix + (aim.encode("ascii") if self.aim else b"") + raw + self.suffix


class Decoder:
    """Bytes in, codes out, in any cut; never more than 4 kB are kept."""

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._longest = _LONGEST + len(framing.prefix)
        self._buffer = bytearray()
        self._thrown = 0  # bytes of an overlong code that is still coming
        self._answers_due = 0

    @property
    def waiting(self) -> int:
        """Bytes of something that has begun."""
        return len(self._buffer) + self._thrown

    def expect_answer(self) -> None:
        """A command was sent: an answer may come. Only then is one looked for, so that no code can look like one."""
        self._answers_due = min(self._answers_due + 1, 8) if self._framing.preset.reply else 0

    def feed(self, data: bytes) -> list[Item]:
        found: list[Item] = []
        for start in range(0, len(data), _SLICE):
            self._buffer += data[start : start + _SLICE]
            while self._buffer and (items := self._next()) is not None:
                found += items
            self._bound()
        return found

    def end(self) -> list[Item]:
        """Nothing has come for a while: what is there has ended."""
        if self._answer_has_begun():
            self._buffer.clear()
            return [self._answered(False)]
        rest = self._take(len(self._buffer))
        if not self._framing.suffix:
            return self._close(rest)
        count, self._thrown = self._thrown + len(rest.strip(_NEW_LINE)), 0
        return [Torn(count)] if count else []

    def _next(self) -> list[Item] | None:
        """What stands at the buffer's beginning, taken from it; None where it has not ended yet."""
        if not self._thrown:
            del self._buffer[: len(self._buffer) - len(self._buffer.lstrip(_NEW_LINE))]
        if self._answer_has_begun():
            return self._answer()
        suffix = self._framing.suffix
        end = self._buffer.find(suffix) if suffix else -1
        if end < 0:
            return None
        payload = self._take(end)
        self._take(len(suffix))
        return self._close(payload)

    def _answer_has_begun(self) -> bool:
        if not self._answers_due or self._thrown or not self._buffer:
            return False
        preset, begun = self._framing.preset, bytes(self._buffer[: self._framing.preset.longest])
        if preset.reply and preset.reply.match(begun):
            return True
        starts = any(begun.startswith(head) or head.startswith(begun) for head in preset.heads)
        return starts and len(begun) < preset.longest

    def _answer(self) -> list[Item] | None:
        preset = self._framing.preset
        match = preset.reply.match(bytes(self._buffer)) if preset.reply else None
        if match is None:
            return None
        self._take(match.end())
        return [self._answered(match[match.lastindex or 0] in preset.accepted)]

    def _answered(self, accepted: bool) -> Answer:
        self._answers_due -= 1
        return Answer(accepted)

    def _close(self, payload: bytes) -> list[Item]:
        """One message without its suffix."""
        if self._thrown or len(payload) > self._longest:
            count, self._thrown = self._thrown + len(payload), 0
            return [Overlong(count)]
        payload = payload.lstrip(_NEW_LINE)
        prefix = self._framing.prefix
        at = payload.rfind(prefix) if min(prefix, default=32) < 32 else payload.find(prefix)
        if at < 0:
            return [Torn(len(payload))] if payload else []
        payload = payload[at + len(prefix) :]  # a control character begins a code anew, the one before it was torn
        match = _AIM.match(payload) if self._framing.aim else None
        raw = payload[match.end() :] if match else payload
        return [Code(raw, match[0].decode("ascii") if match else "")] if raw else []

    def _bound(self) -> None:
        if self._thrown or len(self._buffer) > self._longest + len(self._framing.suffix):
            kept = len(self._framing.suffix) - 1  # the suffix itself may be cut
            self._thrown += len(self._take(len(self._buffer) - max(0, kept)))

    def _take(self, count: int) -> bytes:
        count = max(0, count)
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken
