"""What the core asks of a code scanner, the code that it reads, and which kind of code that is.

The kind is told here and not in a driver: the session keeps an allow-list for each screen and never sees `devices`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from kiosk.ports.status import Status


class PayloadKind(StrEnum):
    """What a code is for, as far as its text tells."""

    OUR_SLIP = "our_slip"  # KS1/… on a slip of ours
    OUR_TICKET = "our_ticket"  # KT1/… on a queue ticket of ours
    OUR_BOOKING = "our_booking"  # KB1/… on a booking's paper of ours
    SOCIAL_SECURITY = "social_security"  # 电子社保卡: opaque, only a province's own pattern tells it
    MEDICAL_INSURANCE = "medical_insurance"  # 医保码
    LICENCE = "licence"  # 电子证照 亮证码: opaque, only a province's own pattern tells it
    PAYMENT = "payment"
    URL = "url"
    UNKNOWN = "unknown"


class Refusal(StrEnum):
    """Why a code was read and is not handed on."""

    TORN = "torn"  # its end never came, or it came damaged
    TOO_LONG = "too_long"  # over 512 bytes
    CONTROL = "control"  # control characters (NUL, ESC, GS …), invisible ones, or marks that turn the direction
    NO_TEXT = "no_text"  # neither UTF-8 nor GB18030


class LocalPattern(NamedTuple):
    """A form that one province's codes have; a full match on the text counts."""

    kind: PayloadKind
    pattern: re.Pattern[str]


# In this order. Sources: docs/wire/qr_scanner.md. Digits are ASCII only: \d would take other scripts' too.
_OURS = (
    LocalPattern(PayloadKind.OUR_SLIP, re.compile(r"KS1/[0-9A-Za-z-]{1,64}")),
    LocalPattern(PayloadKind.OUR_TICKET, re.compile(r"KT1/[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9A-Za-z-]{1,64}")),
    LocalPattern(PayloadKind.OUR_BOOKING, re.compile(r"KB1/[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9A-Za-z-]{1,64}")),
)
_GENERAL = (
    LocalPattern(PayloadKind.MEDICAL_INSURANCE, re.compile(r"(?:424|opc)[0-9]{25}")),
    # An 18-digit number that begins with 11 to 15 may be an identity number instead: as payment it is kept nowhere.
    LocalPattern(PayloadKind.PAYMENT, re.compile(r"1[0-5][0-9]{16}|(?:2[5-9]|30)[0-9]{14,22}|62[0-9]{17}")),
    LocalPattern(
        PayloadKind.PAYMENT,
        re.compile(
            r"(?:wxp|alipays?|weixin)://.*|https?://(?:qr\.alipay\.com|qr\.95516\.com|payapp\.weixin\.qq\.com)/.*",
            re.IGNORECASE,
        ),
    ),
    LocalPattern(PayloadKind.URL, re.compile(r"https?://[^\s/]+.*", re.IGNORECASE)),
)


def kind_of(text: str, local: Sequence[LocalPattern] = ()) -> PayloadKind:
    """The kind of a code by its text alone. `local` (a province's forms) is asked after our own codes and first else."""
    for kind, pattern in (*_OURS, *local, *_GENERAL):
        if pattern.fullmatch(text):
            return kind
    return PayloadKind.UNKNOWN


@dataclass(frozen=True, slots=True)
class Scan:
    """One code that was shown. Where it is `refused`, text and bytes are empty: there is nothing that could be used.

    Masks itself: a code may pay, or stand for a person. It lives about a minute, and is never logged or stored.
    """

    text: str = field(default="", repr=False)
    raw: bytes = field(default=b"", repr=False)  # what the code holds, before it was taken for a text
    aim: str = ""  # ISO/IEC 15424 identifier where the scanner tells it: ]Q1 is a QR code
    refused: Refusal | None = None

    def __repr__(self) -> str:
        what = (
            f"refused: {self.refused.value}" if self.refused else f"{kind_of(self.text).value}, {len(self.raw)} bytes"
        )
        return f"Scan({what}{', ' + self.aim if self.aim else ''})"

    __str__ = __repr__

    def kind(self, local: Sequence[LocalPattern] = ()) -> PayloadKind:
        """As `kind_of`; a refused code is UNKNOWN."""
        return kind_of(self.text, local)


@dataclass(frozen=True, slots=True)
class CodeProof:
    """A code that was shown instead of a card: its kind, and the reference under which the backend knows its holder."""

    kind: str
    reference: str = field(repr=False)


class QrScanner(Protocol):
    """One scanner. Only the thread that owns it calls it; every call returns within its driver's deadlines."""

    def open(self) -> None:
        """Open the port. Raises DeviceUnplugged."""
        ...

    def close(self) -> None:
        """Close the port and forget what was read; never raises; may be called twice."""
        ...

    def start(self) -> None:
        """Read codes from now on; what was shown before does not count. Raises as `read`."""
        ...

    def stop(self) -> None:
        """Read no more and forget what was read; never raises; may be called twice."""
        ...

    def read(self) -> Scan | None:
        """The next code; None where none came within the driver's time, or where it was not started.

        A code that stays in front of the scanner is given once. A code that must not be used is given with `refused`.
        Raises DeviceUnplugged, DeviceSilent, DeviceMisbehaved; a camera raises NoPicture.
        """
        ...

    def status(self) -> Status:
        """How the scanner is, asked where it can be asked; a status is returned even when the port is gone."""
        ...
