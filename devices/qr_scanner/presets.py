"""How each make is told to scan, and what it answers on the same wire. Sources: docs/wire/qr_scanner.md."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """One make. `reply` matches one whole answer; its last group is the verdict, good if `accepted`."""

    start: bytes
    stop: bytes
    wake: bytes = b""  # sent 50 ms before a command
    heads: tuple[bytes, ...] = ()  # how an answer begins; none: this make answers nothing
    reply: re.Pattern[bytes] | None = None
    accepted: frozenset[bytes] = frozenset()
    longest: int = 0  # bytes of the longest answer


PRESETS = {
    "none": Preset(b"", b""),
    # SYN T CR, SYN U CR (Datalogic 7000 manual 10-5; Youjie from memory). They answer nothing.
    "honeywell": Preset(b"\x16T\r", b"\x16U\r"),
    # ~ SOH 0000 # SCNTRG1 ; ETX → STX SOH 0000 … ACK ; ETX (NLS-HR52 manual p35). ENQ is "not supported", NAK "no".
    "newland": Preset(
        b"~\x010000#SCNTRG1;\x03",
        b"~\x010000#SCNTRG0;\x03",
        heads=(b"\x02\x010000",),
        reply=re.compile(rb"\x02\x010000[@#]?[0-9A-Z]{1,24}([\x05\x06\x15]);\x03"),
        accepted=frozenset({b"\x06"}),
        longest=34,
    ),
    # Register 0002 = 01 / 00; AB CD instead of a CRC means "do not check" (EM3095 manual p19).
    "em3095": Preset(
        bytes.fromhex("7E 00 08 01 00 02 01 AB CD"),
        bytes.fromhex("7E 00 08 01 00 02 00 AB CD"),
        heads=(b"\x02\x00",),
        reply=re.compile(rb"\x02\x00([\x00-\x03])\x01...", re.DOTALL),
        accepted=frozenset({b"\x00"}),
        longest=7,
    ),
    # START_SESSION, STOP_SESSION; CMD_ACK and CMD_NAK (SE-923 guide p160). The engine must send codes raw, not as packets.
    "zebra-ssi": Preset(
        bytes.fromhex("04 E4 04 00 FF 14"),
        bytes.fromhex("04 E5 04 00 FF 13"),
        wake=b"\x00",
        heads=(b"\x04\xd0", b"\x05\xd1"),
        reply=re.compile(rb"\x04(\xd0)....|\x05(\xd1).....", re.DOTALL),
        accepted=frozenset({b"\xd0"}),
        longest=7,
    ),
}
