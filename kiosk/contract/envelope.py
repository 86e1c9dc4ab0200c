"""One application on disk: a data key of its own shuts body and pictures, and the sender's public key shuts the data key.

A box     suite (1 byte) · nonce (12, random) · ciphertext · tag (16): 29 bytes longer than what lies in it. Bound to its
          application and to its part: "body", or the SHA-256 of a picture.
Key box   1 · which public key it is for (8 bytes of its SHA-256) · HPKE of suite and data key (contract/sealing.py),
          bound to the application.

Without its key box nothing of an application opens, for anybody: to destroy those few bytes is to destroy all of it.
Both suites shut the data key by X25519 and AES: `cryptography` has no SM2.
"""

import hashlib
import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as Machine
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from kiosk.contract.sealing import SealBroken, public_of, seal, unseal

BODY = "body"
_NONCE, _TAG, _ID = 12, 16, 8
_KEY_BOX = 1  # X25519 · HKDF-SHA256 · AES-256-GCM; a key box by SM2 would be 2
_PURPOSE = b"kiosk/v1/record/"


class Cipher(StrEnum):
    """What applications are shut with on this disk. The terminal file chooses; what waits stays as it is."""

    AES_256_GCM = "aes-256-gcm"
    SM4_GCM = "sm4-gcm"  # GB/T 32907


class KeyBoxForeign(Exception):
    """The key box is for another public key than ours."""


@dataclass(frozen=True, slots=True)
class SealTo:
    """How a visit shuts what it hands over: for whom (X25519, 32 bytes), and with what."""

    public: bytes
    cipher: Cipher = Cipher.AES_256_GCM


class _Aead(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class DataKey:
    """The key of one application's boxes. Shuts in the visit, opens in the sender."""

    def __init__(self, application_id: str, suite: int, key: bytes) -> None:
        """Raises ValueError for a suite that there is not, or a key that is not of its length."""
        self._application_id, self._suite, self._key = application_id, suite, key
        self._aead = _aead(suite, key)

    @classmethod
    def fresh(cls, application_id: str, cipher: Cipher) -> "DataKey":
        """A new one from the kernel's random numbers."""
        suite = _SUITES[cipher]
        return cls(application_id, suite, os.urandom(_LENGTHS[suite]))

    @classmethod
    def opened(cls, application_id: str, private: bytes, key_box: bytes) -> "DataKey":
        """The one that lies in a key box. Raises KeyBoxForeign, SealBroken."""
        if len(key_box) <= 1 + _ID or key_box[0] != _KEY_BOX:
            raise SealBroken("no key box of a kind that we know")
        if key_box[1 : 1 + _ID] != _id(public_of(private)):
            raise KeyBoxForeign("sealed for another key than the one that lies here")
        inner = unseal(private, _key_of(application_id), key_box[1 + _ID :])
        try:
            return cls(application_id, inner[0], inner[1:])
        except (IndexError, ValueError) as error:
            raise SealBroken("no data key in the key box") from error

    def shut_for(self, public: bytes) -> bytes:
        """This key, in its own box for `public`."""
        inner = bytes((self._suite,)) + self._key
        return bytes((_KEY_BOX,)) + _id(public) + seal(public, _key_of(self._application_id), inner)

    def shut(self, part: str, plain: bytes) -> bytes:
        """Shut `plain` in a box. `part` is BODY or a picture's SHA-256."""
        nonce = os.urandom(_NONCE)
        return bytes((self._suite,)) + nonce + self._aead.encrypt(nonce, plain, self._bound_to(part))

    def open(self, part: str, box: bytes) -> bytes:
        """What lies in a box. Raises SealBroken: another key, application, part or suite, or changed bytes."""
        if len(box) < 1 + _NONCE + _TAG or box[0] != self._suite:
            raise SealBroken("no box of this application's suite")
        try:
            return self._aead.decrypt(box[1 : 1 + _NONCE], box[1 + _NONCE :], self._bound_to(part))
        except InvalidTag as error:
            raise SealBroken("a box does not open with its application's key") from error

    def _bound_to(self, part: str) -> bytes:
        return _PURPOSE + bytes((self._suite,)) + f"{self._application_id}/{part}".encode()


@dataclass(frozen=True, slots=True)
class _Sm4Gcm:
    """SM4 in Galois/Counter mode, called as cryptography's AESGCM is."""

    key: bytes = field(repr=False)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Ciphertext and tag."""
        machine = Machine(SM4(self.key), GCM(nonce)).encryptor()
        machine.authenticate_additional_data(associated_data)
        return machine.update(data) + machine.finalize() + machine.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Raises InvalidTag."""
        machine = Machine(SM4(self.key), GCM(nonce, data[-_TAG:])).decryptor()
        machine.authenticate_additional_data(associated_data)
        return machine.update(data[:-_TAG]) + machine.finalize()


_SUITES = {Cipher.AES_256_GCM: 1, Cipher.SM4_GCM: 2}
_LENGTHS = {1: 32, 2: 16}


def _aead(suite: int, key: bytes) -> _Aead:
    if len(key) != _LENGTHS.get(suite):
        raise ValueError("no suite of ours, or a key of another length")
    return AESGCM(key) if suite == _SUITES[Cipher.AES_256_GCM] else _Sm4Gcm(key)


def _id(public: bytes) -> bytes:
    """Which public key: enough to tell two apart, nothing of the private one."""
    return hashlib.sha256(public).digest()[:_ID]


def _key_of(application_id: str) -> str:
    """What a key box is bound to: never what an application's boxes of an older version, or an inquiry's, are."""
    return f"key/{application_id}"
