"""ESC/POS with Chinese text: rows → bytes, and status bytes → what they say.

one paper : 1B 40 (ESC @) | 1C 26 (FS &) | rows… | 1B 64 n (feed) | 1D 56 m (cut)
one row   : 1B 61 a (align) | 1D 21 s (size) | 1B 45 b (bold) | text as GB18030 | 0A
one code  : 1B 61 01 | 1D 28 6B: model, size, correction, store, print
status    : 10 04 n (DLE EOT) → one byte 0xx1xx10;  1D 72 01 (GS r) → one byte 0xx0xxxx, after all before it was printed

GS ! scales Chinese and Latin alike; ESC ! and FS ! would have to be set both. Text can never become a command: see
charset.py; a code's bytes are counted and hold no control byte. (docs/wire/receipt_printer.md names the manuals.)
Nothing here opens a port, reads a clock or starts a thread.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from devices.receipt_printer.charset import encode as encode_text
from devices.receipt_printer.layout import Feed, Laid, QrRow, Row

INITIALISE = b"\x1b@"
CHINESE_ON = b"\x1c&"
GIVE_STATUS_IN_TURN = b"\x1dr\x01"  # GS r 1 is answered only when everything before it was carried out
DROP_AND_RECOVER = b"\x10\x05\x02"  # DLE ENQ 2: forget what is in the buffers, recover
_ALIGN = {"left": b"\x1ba\x00", "center": b"\x1ba\x01", "right": b"\x1ba\x02"}
_QR_LEVEL_M = 0x31


class Cut(StrEnum):
    """What the cutter does; NONE for a printer without one."""

    PARTIAL = "partial"
    FULL = "full"
    NONE = "none"


_CUTS = {Cut.PARTIAL: b"\x1dV\x01", Cut.FULL: b"\x1dV\x00", Cut.NONE: b""}


def encode(rows: Iterable[Laid], cut: Cut = Cut.PARTIAL, feed: int = 4) -> bytes:
    """One paper. `feed` lines (1 to 15) bring the last row past the cutter."""
    ending = _feed(feed) + _CUTS[cut]
    return INITIALISE + CHINESE_ON + b"".join(map(_encode_row, rows)) + ending


def _encode_row(row: Laid) -> bytes:
    match row:
        case Row(text, size, bold, align):
            scale = (size - 1) << 4 | (size - 1)
            style = _ALIGN[align] + bytes([0x1D, 0x21, scale, 0x1B, 0x45, bold])
            return style + encode_text(text) + b"\n"
        case QrRow(payload, module):
            return _ALIGN["center"] + _encode_qr(payload, module)
        case Feed(lines):
            return b"".join(_feed(15) for _ in range(lines // 15)) + (_feed(lines % 15) if lines % 15 else b"")


def _feed(lines: int) -> bytes:
    if not 1 <= lines <= 15:  # 10 hex is DLE: with what follows it could read as a real-time command
        raise ValueError("1 to 15 lines")
    return bytes([0x1B, 0x64, lines])


def _encode_qr(payload: bytes, module: int) -> bytes:
    return (
        _gs_k(b"\x31\x41\x32\x00")  # model 2
        + _gs_k(bytes([0x31, 0x43, module]))
        + _gs_k(bytes([0x31, 0x45, _QR_LEVEL_M]))
        + _gs_k(b"\x31\x50\x30" + payload)
        + _gs_k(b"\x31\x51\x30")
    )


def _gs_k(body: bytes) -> bytes:
    return b"\x1d(k" + len(body).to_bytes(2, "little") + body


def status_request(group: int) -> bytes:
    """DLE EOT n, n = 1 to 4."""
    return bytes([0x10, 0x04, group])


def is_status(byte: int) -> bool:
    """Whether a byte has the fixed bits of a DLE EOT answer; anything else is noise or another kind of answer."""
    return byte & 0x93 == 0x12


def is_turn(byte: int) -> bool:
    """Whether a byte can be the answer to GS r (0xx0xxxx). XON and XOFF (11, 13) are not."""
    return byte & 0x90 == 0


def is_foreign(byte: int) -> bool:
    """Whether no printer sends such a byte: neither a status, nor a turn, nor unasked status (ASB), nor XON, XOFF."""
    return not (is_status(byte) or is_turn(byte) or byte & 0x93 == 0x10 or byte in (0x11, 0x13))


@dataclass(frozen=True, slots=True)
class Report:
    """What the four status bytes say."""

    is_offline: bool
    is_cover_open: bool
    is_paper_out: bool
    is_paper_low: bool
    is_cutter_stuck: bool
    has_error: bool

    @staticmethod
    def of(printer: int, offline: int, error: int, roll: int) -> "Report":
        """From the answers to DLE EOT 1, 2, 3 and 4."""
        return Report(
            is_offline=bool(printer & 0x08),
            is_cover_open=bool(offline & 0x04),
            is_paper_out=bool(offline & 0x20 or roll & 0x60),
            is_paper_low=bool(roll & 0x0C),
            is_cutter_stuck=bool(error & 0x08),
            has_error=bool(offline & 0x40 or error & 0x60),
        )
