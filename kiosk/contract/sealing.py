"""The sealed box: anybody with the public key shuts it, only the short-lived sender opens it.

RFC 9180 HPKE, base mode, DHKEM(X25519) · HKDF-SHA256 · AES-256-GCM. `aad` (the application's id) goes into HPKE's info,
so that a box moved to another application's row does not open. A box is 48 bytes longer than what lies in it.
It stands in this room because the visit shuts, the sender opens and the store only keeps: none may know another.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE = b"kiosk/v1/sealed/"


class SealBroken(Exception):
    """The box does not open: another key, another application, or changed bytes. Says nothing of what lies in it."""


def new_keypair() -> tuple[bytes, bytes]:
    """A fresh (private, public) pair, 32 raw bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public key that belongs to `private`."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, aad: str, plain: bytes) -> bytes:
    """Shut `plain` in a box for `public`, bound to `aad`."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), _PURPOSE + aad.encode())


def unseal(private: bytes, aad: str, box: bytes) -> bytes:
    """What lies in `box`. Raises SealBroken."""
    try:
        return _SUITE.decrypt(box, X25519PrivateKey.from_private_bytes(private), _PURPOSE + aad.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken("a sealed box does not open with this key for this application") from error
