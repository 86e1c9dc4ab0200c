"""The box that only an identity card opens: for drafts, which nobody else may read, the terminal's owner least of all.

Key and tag come from the card by HKDF-SHA-256 (RFC 5869), the box is AES-256-GCM. The number, the name and the dates of a
card can be guessed or bought; its photo cannot: the 1024 bytes of the WLF picture are on the chip alone, and the reader
gives the same ones at each read (its driver hands on only what two reads said alike). Hence a card that gives no picture
seals nothing. What this does not hold against: somebody who has had this very card on a reader and kept the picture.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.contract.sealing import SealBroken
from kiosk.ports.id_reader import IdCard

TAG_BYTES = 16
_NONCE = 12
_LEAST_PHOTO, _LEAST_VALUES = 512, 64  # bytes; different byte values among them: a blank picture has hardly any
_PURPOSE = b"kiosk/v1/draft/"


def can_seal(card: IdCard) -> bool:
    """Whether the card has a picture that nobody can guess."""
    return len(card.photo) >= _LEAST_PHOTO and len(set(card.photo)) >= _LEAST_VALUES


def tag_of(card: IdCard, salt: bytes, matter: str) -> bytes:
    """Under which name this card's box for this matter lies here; says nothing about the card without the card."""
    return _derived(card, salt, b"tag/" + matter.encode(), TAG_BYTES)


def seal(card: IdCard, salt: bytes, matter: str, plain: bytes) -> bytes:
    """Shut `plain` in a box: 12 bytes of nonce, the ciphertext, 16 bytes of its check."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(card, salt, matter).encrypt(nonce, plain, _bound(card, salt, matter))


def unseal(card: IdCard, salt: bytes, matter: str, box: bytes) -> bytes:
    """What lies in `box`. Raises SealBroken."""
    try:
        bound = _bound(card, salt, matter)
        return _cipher(card, salt, matter).decrypt(box[:_NONCE], box[_NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("a draft does not open with this card for this matter") from error


def _cipher(card: IdCard, salt: bytes, matter: str) -> AESGCM:
    return AESGCM(_derived(card, salt, b"key/" + matter.encode(), 32))


def _bound(card: IdCard, salt: bytes, matter: str) -> bytes:
    return tag_of(card, salt, matter) + matter.encode()


def _derived(card: IdCard, salt: bytes, purpose: bytes, length: int) -> bytes:
    """Each part of the card with its length before it, so that no two cards give the same text."""
    if not can_seal(card):
        raise ValueError("a card without a picture seals nothing")
    texts = (card.kind.value, card.number, card.name, card.valid_from, card.valid_to)
    parts = [*(text.encode() for text in texts), card.photo]
    secret = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return HKDF(SHA256(), length, salt, _PURPOSE + purpose).derive(secret)
