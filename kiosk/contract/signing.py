"""Canonical JSON and Ed25519: how the hall signs a receipt or a refusal, and how a terminal checks it."""

import base64
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def canonical(value: dict[str, Any]) -> bytes:
    """The bytes that are signed: sorted keys, no spaces, UTF-8. Values: strings, integers, null, nested objects."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(key: Ed25519PrivateKey, value: dict[str, Any]) -> str:
    """The detached signature over `value`, base64."""
    return base64.b64encode(key.sign(canonical(value))).decode()


def is_signed(key: Ed25519PublicKey, value: dict[str, Any], signature: str) -> bool:
    """Whether `signature` is the key owner's over `value`."""
    try:
        key.verify(base64.b64decode(signature, validate=True), canonical(value))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key(text: str) -> Ed25519PublicKey:
    """The hall's public key as it stands in a terminal file: base64 of 32 raw bytes. Raises ValueError."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
