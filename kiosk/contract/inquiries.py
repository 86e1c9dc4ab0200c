"""Asking the backend about a person (whose code is this? is she an agent?), so that nobody on the way sees who.

The question is made in the visit and sealed to the sender's key, as an application is. It carries a public key of this one
visit, and the hall shuts its signed answer in a box for that key: sender and keeper carry what they cannot open.

POST /v1/inquiries   {"inquiry_id", "terminal_id", "kind", "asked": {…}, "answer_to": base64 of 32 bytes (X25519)}
answered 200         {"sealed": base64}, and in the box {"answer": {…}, "signature": base64}, signed as a receipt is

kind code_holder   asked {"code", "code_kind"}   answer {"inquiry_id", "kind", "found", "reason", "reference", "person"}
kind agent         asked {"name", "number"}      answer {"inquiry_id", "kind", "known", "reference"}

Question and answer are filled up with spaces to whole kibibytes, so that their length does not tell what they say.
No pydantic here: the sender is a process that starts for every question, and a resident waits for its imports.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.contract.sealing import SealBroken, seal, unseal
from kiosk.contract.signing import is_signed, sign

_STEP = 1024  # bytes
_LONGEST_PART = 600  # characters of one part of a question: a code has at most 512 bytes
_KEY_BYTES = 32
_REFERENCE = re.compile(r"[0-9A-Za-z-]{1,64}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PERSON = {
    "name": re.compile(r"[^\s\x00-\x1f](?:[^\x00-\x1f]{0,39})"),
    "number": re.compile(r"[0-9]{17}[0-9X]"),
    "sex": re.compile(r"[0129]"),
    "ethnic": re.compile(r"[0-9]{2}|"),
    "birth": re.compile(r"[0-9]{8}"),
    "address": re.compile(r"[^\x00-\x1f]{0,100}"),
}
EXPIRED, UNKNOWN = "expired", "unknown"


class InquiryKind(StrEnum):
    """What is asked."""

    CODE_HOLDER = "code_holder"
    AGENT = "agent"


_PARTS = {InquiryKind.CODE_HOLDER: {"code", "code_kind"}, InquiryKind.AGENT: {"name", "number"}}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question. `answer_to` is the visit's public key (32 raw bytes)."""

    inquiry_id: str
    terminal_id: str
    kind: InquiryKind
    asked: Mapping[str, str] = field(repr=False)
    answer_to: bytes = field(repr=False)

    def wire(self) -> bytes:
        """The request's body."""
        return _filled(
            {
                "inquiry_id": self.inquiry_id,
                "terminal_id": self.terminal_id,
                "kind": self.kind.value,
                "asked": dict(self.asked),
                "answer_to": base64.b64encode(self.answer_to).decode(),
            }
        )

    @staticmethod
    def read(raw: bytes) -> "Inquiry":
        """Raises ValueError where the form is not the contract's; strange fields are refused."""
        value = _object(raw)
        if set(value) != {"inquiry_id", "terminal_id", "kind", "asked", "answer_to"}:
            raise ValueError("an inquiry has other fields")
        kind, asked = InquiryKind(_text(value, "kind")), value["asked"]
        if not isinstance(asked, dict) or set(asked) != _PARTS[kind]:
            raise ValueError("asked has other fields")
        if not all(isinstance(part, str) and 1 <= len(part) <= _LONGEST_PART for part in asked.values()):
            raise ValueError("a part of what is asked is not in its form")
        answer_to = base64.b64decode(_text(value, "answer_to"), validate=True)
        if len(answer_to) != _KEY_BYTES:
            raise ValueError("answer_to is no key")
        return Inquiry(_text(value, "inquiry_id", _ID), _text(value, "terminal_id"), kind, asked, answer_to)


@dataclass(frozen=True, slots=True)
class Person:
    """Who a code stands for, as on a resident's card (GA/T 490 codes). Masks itself."""

    name: str
    number: str
    sex: str
    ethnic: str
    birth: str  # YYYYMMDD
    address: str

    def __repr__(self) -> str:
        return f"Person({self.name[:1]}*, …{self.number[-1:]})"

    __str__ = __repr__

    def wire(self) -> dict[str, str]:
        """As it stands in an answer."""
        return {name: getattr(self, name) for name in _PERSON}

    @staticmethod
    def read(value: object) -> "Person":
        """Raises ValueError; never with what stood there."""
        if not isinstance(value, dict):
            raise ValueError("person is no object")
        person = Person(**{name: _text(value, name, form) for name, form in _PERSON.items()})
        try:
            date.fromisoformat(person.birth)
        except ValueError:
            raise ValueError("birth is no day of the calendar") from None
        return person


@dataclass(frozen=True, slots=True)
class HolderAnswer:
    """Whose code it is. `reason` is expired or unknown where nobody was found."""

    inquiry_id: str
    reference: str = field(default="", repr=False)
    person: Person | None = None
    reason: str = ""

    def wire(self) -> dict[str, Any]:
        """What is signed and sealed."""
        return {
            "inquiry_id": self.inquiry_id,
            "kind": InquiryKind.CODE_HOLDER.value,
            "found": self.person is not None,
            "reason": self.reason or None,
            "reference": self.reference or None,
            "person": None if self.person is None else self.person.wire(),
        }

    @staticmethod
    def read(value: dict[str, Any]) -> "HolderAnswer":
        """Raises ValueError where the form is not the contract's."""
        inquiry_id = _text(value, "inquiry_id", _ID)
        if _flag(value, "found"):
            return HolderAnswer(inquiry_id, _text(value, "reference", _REFERENCE), Person.read(value.get("person")))
        if value.get("person") is not None:
            raise ValueError("a person who was not found")
        return HolderAnswer(inquiry_id, reason=EXPIRED if value.get("reason") == EXPIRED else UNKNOWN)


@dataclass(frozen=True, slots=True)
class AgentAnswer:
    """Whether the office knows this person as an agent; `reference` is its own word for her, '' where it does not."""

    inquiry_id: str
    reference: str = ""

    def wire(self) -> dict[str, Any]:
        """What is signed and sealed."""
        return {
            "inquiry_id": self.inquiry_id,
            "kind": InquiryKind.AGENT.value,
            "known": bool(self.reference),
            "reference": self.reference or None,
        }

    @staticmethod
    def read(value: dict[str, Any]) -> "AgentAnswer":
        """Raises ValueError where the form is not the contract's."""
        inquiry_id = _text(value, "inquiry_id", _ID)
        return AgentAnswer(inquiry_id, _text(value, "reference", _REFERENCE) if _flag(value, "known") else "")


Answer = HolderAnswer | AgentAnswer
_ANSWERS: Mapping[InquiryKind, type[HolderAnswer] | type[AgentAnswer]] = {
    InquiryKind.CODE_HOLDER: HolderAnswer,
    InquiryKind.AGENT: AgentAnswer,
}


def sealed_question(seal_to: bytes, inquiry: Inquiry) -> bytes:
    """The question in a box that only the sender opens."""
    return seal(seal_to, _asking(inquiry.inquiry_id), inquiry.wire())


def opened_question(private: bytes, inquiry_id: str, box: bytes) -> bytes:
    """The request's body, as the sender sends it. Raises SealBroken."""
    return unseal(private, _asking(inquiry_id), box)


def sealed_answer(key: Ed25519PrivateKey, inquiry: Inquiry, answer: Answer) -> bytes:
    """The hall's answer, signed, in a box that only the asking visit opens."""
    wire = answer.wire()
    signed = _filled({"answer": wire, "signature": sign(key, wire)})
    return seal(inquiry.answer_to, _answering(inquiry.inquiry_id), signed)


def opened_answer(private: bytes, box: bytes, inquiry_id: str, kind: InquiryKind, key: Ed25519PublicKey) -> Answer:
    """What the hall answered to this very question. Raises ValueError for anything else."""
    try:
        value = _object(unseal(private, _answering(inquiry_id), box))
    except SealBroken as error:
        raise ValueError("the box is not for this visit and inquiry") from error
    answer = value.get("answer")
    if not isinstance(answer, dict) or not is_signed(key, answer, _text(value, "signature")):
        raise ValueError("the answer is not the hall's")
    if answer.get("inquiry_id") != inquiry_id or answer.get("kind") != kind.value:
        raise ValueError("an answer to another question")
    return _ANSWERS[kind].read(answer)


def _asking(inquiry_id: str) -> str:
    return f"inquiry/{inquiry_id}"


def _answering(inquiry_id: str) -> str:
    return f"answer/{inquiry_id}"


def _filled(value: dict[str, Any]) -> bytes:
    content = json.dumps(value, ensure_ascii=False).encode()
    return content + b" " * (-len(content) % _STEP)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError:  # json's own message quotes what it read
        raise ValueError("no JSON") from None
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def _flag(value: dict[str, Any], key: str) -> bool:
    flag = value.get(key)
    if not isinstance(flag, bool):
        raise ValueError(f"{key} is neither true nor false")
    return flag


def _text(value: dict[str, Any], key: str, form: re.Pattern[str] | None = None) -> str:
    text = value.get(key)
    if not isinstance(text, str) or (form is not None and not form.fullmatch(text)):
        raise ValueError(f"{key} is missing or not in its form")
    return text
