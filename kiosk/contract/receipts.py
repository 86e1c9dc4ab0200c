"""The hall's two words to an application: receipt and refusal, read strictly from what came over the wire.

No pydantic here: the sender is a process that starts for every application, and a resident waits for its imports.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.contract.signing import is_signed

_NUMBER = re.compile(r"[0-9A-Za-z-]{4,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z_]{3,40}")
_LONGEST_SENTENCE = 200
LONGEST_NAME = 40  # of a result


class ReceiptState(StrEnum):
    """已收件 received: it is in the office's hands. 已受理 accepted: the office has taken it on. 已办结 done: an instant
    matter (即办件) is decided, and here is its result."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Result:
    """What an instant matter ends with: the result's name (资格认证结果回执), its own number, and until when it holds."""

    name: str
    number: str
    valid_until: date | None = None

    def wire(self) -> dict[str, Any]:
        """As it stands in a receipt."""
        until = self.valid_until.isoformat() if self.valid_until else None
        return {"name": self.name, "number": self.number, "valid_until": until}

    @staticmethod
    def read(value: object) -> "Result":
        """Raises ValueError where the form is not the contract's."""
        if not isinstance(value, dict):
            raise ValueError("result is no object")
        name, until = _text(value, "name"), value.get("valid_until")
        if not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME:
            raise ValueError("result.name is not in its form")
        return Result(
            name=name,
            number=_text(value, "number", _NUMBER),
            valid_until=None if until is None else date.fromisoformat(_text(value, "valid_until")),
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """The backend's word that it holds the application. `body_sha256` is of the request body's bytes.

    `result` comes with the state done, and with no other.
    """

    application_id: str
    state: ReceiptState
    number: str
    body_sha256: str
    received_at: datetime
    promised_on: date | None = None
    result: Result | None = None

    def wire(self) -> dict[str, Any]:
        """What is signed and sent."""
        return {
            "application_id": self.application_id,
            "state": self.state.value,
            "number": self.number,
            "body_sha256": self.body_sha256,
            "received_at": self.received_at.astimezone(UTC).isoformat(),
            "promised_on": self.promised_on.isoformat() if self.promised_on else None,
            **({"result": self.result.wire()} if self.result else {}),
        }

    @staticmethod
    def read(value: dict[str, Any]) -> "Receipt":
        """Raises ValueError where the form is not the contract's. Fields that we do not know are passed over."""
        promised, result, state = value.get("promised_on"), value.get("result"), ReceiptState(_text(value, "state"))
        if (state is ReceiptState.DONE) != (result is not None):
            raise ValueError("a result comes with the state done, and with no other")
        received_at = datetime.fromisoformat(_text(value, "received_at"))
        if received_at.tzinfo is None:
            raise ValueError("received_at has no zone")
        return Receipt(
            application_id=_text(value, "application_id"),
            state=state,
            number=_text(value, "number", _NUMBER),
            body_sha256=_text(value, "body_sha256", _SHA256),
            received_at=received_at.astimezone(UTC),
            promised_on=None if promised is None else date.fromisoformat(_text(value, "promised_on")),
            result=None if result is None else Result.read(result),
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """The backend's final no to this very request: `sentence` is for the office and the resident, Chinese.

    `body_sha256` is of the request body's bytes, of none where it had no body: a no to one body is none to another.
    """

    application_id: str
    code: str
    sentence: str
    body_sha256: str

    def wire(self) -> dict[str, Any]:
        """What is signed and sent."""
        return {
            "application_id": self.application_id,
            "code": self.code,
            "sentence": self.sentence,
            "body_sha256": self.body_sha256,
        }

    @staticmethod
    def read(value: dict[str, Any]) -> "Refusal":
        """Raises ValueError where the form is not the contract's."""
        sentence = _text(value, "sentence")
        if len(sentence) > _LONGEST_SENTENCE:
            raise ValueError("the sentence is too long")
        return Refusal(
            application_id=_text(value, "application_id"),
            code=_text(value, "code", _CODE),
            sentence=sentence,
            body_sha256=_text(value, "body_sha256", _SHA256),
        )


def opened_receipt(answer: bytes, application_id: str, body_sha256: str, key: Ed25519PublicKey) -> Receipt:
    """The receipt in `answer`: its form, whose it is, of which body, and who signed it. Raises ValueError."""
    receipt = Receipt.read(_signed(answer, "receipt", key))
    if receipt.application_id != application_id:
        raise ValueError("a receipt for another application")
    if receipt.body_sha256 != body_sha256:
        raise ValueError("a receipt for another body")
    return receipt


def opened_refusal(answer: bytes, request_id: str, body_sha256: str, key: Ed25519PublicKey) -> Refusal:
    """The refusal in `answer`, if it is signed and means this request with this body. Raises ValueError."""
    refusal = Refusal.read(_signed(answer, "refusal", key))
    if refusal.application_id != request_id:
        raise ValueError("a refusal of another request")
    if refusal.body_sha256 != body_sha256:
        raise ValueError("a refusal of another body")
    return refusal


def _signed(answer: bytes, part: str, key: Ed25519PublicKey) -> dict[str, Any]:
    """The part of a signed answer, once its signature holds."""
    try:
        value = json.loads(answer)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(value, dict) or not isinstance(value.get(part), dict):
        raise ValueError(f"no {part} in the answer")
    inner: dict[str, Any] = value[part]
    if not is_signed(key, inner, _text(value, "signature")):
        raise ValueError("the signature is not the hall's")
    return inner


def _text(value: dict[str, Any], key: str, form: re.Pattern[str] | None = None) -> str:
    text = value.get(key)
    if not isinstance(text, str) or (form is not None and not form.fullmatch(text)):
        raise ValueError(f"{key} is missing or not in its form")
    return text
