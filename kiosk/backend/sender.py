"""Starting the sender (kiosk.backend.send) and bounding it: it answers by the deadline or it is killed."""

import base64
import json
from dataclasses import dataclass, field, replace
from typing import Any

from kiosk.backend.line import Timeouts
from kiosk.backend.program import ask
from kiosk.contract.receipts import Receipt, Refusal
from kiosk.errors import BackendError, BackendUnreachable
from kiosk.ports.key_store import KeyPlace


@dataclass(frozen=True, slots=True)
class SendTo:
    """Where jobs go, and where the key lies that opens their boxes: only the sender's process takes it out."""

    base_url: str
    terminal_id: str
    token: str = field(repr=False)
    hall_key: str  # base64 of 32 raw bytes
    keys: KeyPlace
    timeouts: Timeouts = field(default_factory=Timeouts)
    ca_file: str | None = None

    def within(self, seconds: float) -> "SendTo":
        """The same, with so long for the whole exchange."""
        return replace(self, timeouts=replace(self.timeouts, total=seconds))

    def wire(self) -> dict[str, Any]:
        """Its part of what the sender reads from its stdin."""
        return {
            "keys": self.keys.wire(),
            "base_url": self.base_url,
            "terminal_id": self.terminal_id,
            "token": self.token,
            "hall_key": self.hall_key,
            "timeouts": (self.timeouts.connect, self.timeouts.read, self.timeouts.total),
            "ca_file": self.ca_file,
        }


@dataclass(frozen=True, slots=True)
class SendJob:
    """One application; its boxes are bound to its id."""

    to: SendTo
    application_id: str
    body_sha256: str
    sealed_body: bytes = field(repr=False)
    attachments: tuple[tuple[str, bytes], ...] = field(repr=False)  # (sha256 of the picture, its box)
    sealed_key: bytes = field(default=b"", repr=False)  # empty: of an older version

    def wire(self) -> bytes:
        """What the sender reads from its stdin."""
        return _line(
            self.to,
            kind="application",
            application_id=self.application_id,
            body_sha256=self.body_sha256,
            key=_text(self.sealed_key),
            body=_text(self.sealed_body),
            materials=[(sha256, _text(box)) for sha256, box in self.attachments],
        )


@dataclass(frozen=True, slots=True)
class InquiryJob:
    """One question about a person, in a box bound to its id."""

    to: SendTo
    inquiry_id: str
    sealed_body: bytes = field(repr=False)

    def wire(self) -> bytes:
        """What the sender reads from its stdin."""
        return _line(self.to, kind="inquiry", inquiry_id=self.inquiry_id, body=_text(self.sealed_body))


@dataclass(frozen=True, slots=True)
class SendResult:
    """Exactly one of the three: a checked receipt, the hall's final no, or the key of the error that came.

    An error may be `for_all`: the line or the backend as a whole, not this application. `retry_after` are seconds.
    """

    receipt: Receipt | None = None
    refusal: Refusal | None = None
    error: str | None = None
    for_all: bool = False
    retry_after: float | None = None

    @staticmethod
    def read(said: dict[str, Any]) -> "SendResult":
        """What a sender said. A form that is not ours is an error too."""
        try:
            if "receipt" in said:
                return SendResult(receipt=Receipt.read(said["receipt"]))
            if "refusal" in said:
                return SendResult(refusal=Refusal.read(said["refusal"]))
            asked = said.get("retry_after")
            return SendResult(
                error=str(said["error"]),
                for_all=said.get("for_all") is True,
                retry_after=None if asked is None else float(asked),
            )
        except (ValueError, TypeError, KeyError):
            return SendResult(error=BackendError.key)


@dataclass(frozen=True, slots=True)
class InquiryResult:
    """One of the two: the answer's box, which only the asking visit opens, or the key of the error that came."""

    sealed: bytes | None = field(default=None, repr=False)
    error: str | None = None


def run_sender(job: SendJob, deadline: float) -> SendResult:
    """Send one application in a process of its own; after `deadline` seconds it is killed and the result is unknown.

    A sender that died says nothing, and that is an error too: the application stays in the outbox.
    """
    try:
        return SendResult.read(_asked(job.wire(), deadline))
    except ValueError:
        return SendResult(error=BackendError.key)


def run_inquiry(job: InquiryJob, deadline: float) -> InquiryResult:
    """Ask one question in a process of its own; after `deadline` seconds it is killed."""
    try:
        said = _asked(job.wire(), deadline)
        if "sealed" in said:
            return InquiryResult(sealed=base64.b64decode(said["sealed"], validate=True))
        return InquiryResult(error=str(said["error"]))
    except (ValueError, TypeError, KeyError):
        return InquiryResult(error=BackendError.key)


def _asked(job: bytes, deadline: float) -> dict[str, Any]:
    """What the process said. Raises ValueError where it died without a word."""
    try:
        return ask("kiosk.backend.send", job, deadline)
    except TimeoutError:
        return {"error": BackendUnreachable.key, "for_all": True}
    except OSError:
        return {"error": BackendError.key}


def _line(to: SendTo, **content: Any) -> bytes:
    return json.dumps({**to.wire(), **content}).encode()


def _text(blob: bytes) -> str:
    return base64.b64encode(blob).decode()
