"""Whose PIN is this? argon2 hashes in a 0600 file; the count of tries is on disk before the check."""

import hashlib
import json
from pathlib import Path

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.contract.keyfile import write_private
from kiosk.errors import BadSettings, StoreError
from kiosk.ports.clock import Clock
from kiosk.session.events import PinAnswered
from kiosk.store.pin_gate import FIRST_WAIT
from kiosk.store.records import PinDoor
from kiosk.store.store import Store

ROLES = ("staff", "technician")
PIN_FILE = "pins.json"  # in the state directory
PIN_DIGITS = 6
_LONGEST_WAIT = 3600.0  # a locked gate says "an hour"; a new PIN (`kiosk pin`) opens it at once

log = structlog.get_logger()


class Gate:
    """The PIN file and the counter in the store."""

    def __init__(self, path: Path, store: Store, clock: Clock) -> None:
        self._path, self._store, self._clock = path, store, clock

    def tried(self, pin: str, at_comparison: bool = False) -> PinAnswered:
        """The role that this PIN opens, or how long to wait until the next try. What cannot be counted is not checked."""
        try:
            return self._checked(pin, PinDoor.COMPARISON if at_comparison else PinDoor.ENTRANCE)
        except StoreError as error:
            log.error("pin", key=error.key)
            return PinAnswered(None, FIRST_WAIT)

    def _checked(self, pin: str, door: PinDoor) -> PinAnswered:
        wait = self._store.pin_try(self._clock.utc_now(), door, _mark(self._path))
        if wait > 0:
            return PinAnswered(None, min(wait, _LONGEST_WAIT))
        for role, known in _read(self._path).items():
            if _matches(known, pin):
                self._store.pin_good(door)
                return PinAnswered(role)
        return PinAnswered(None)


def write_pin(path: Path, role: str, pin: str) -> None:
    """Set the PIN of a role. Raises BadSettings."""
    if role not in ROLES or not (pin.isascii() and pin.isdecimal() and len(pin) == PIN_DIGITS):
        raise BadSettings(f"a PIN is {PIN_DIGITS} digits, a role one of {', '.join(ROLES)}")
    known = {**(_read(path) if path.exists() else {}), role: PasswordHasher().hash(pin)}
    try:
        write_private(path, json.dumps(known).encode())
    except OSError as error:
        raise BadSettings(
            f"{path}: cannot be written ({error}). Technician: check the disk. The PINs of before are kept."
        ) from error


def _mark(path: Path) -> str:
    """Which set of PINs this is."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _read(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {role: known[role] for role in ROLES if isinstance(known, dict) and isinstance(known.get(role), str)}


def _matches(known: str, pin: str) -> bool:
    try:
        return PasswordHasher().verify(known, pin)
    except (VerificationError, InvalidHashError):
        return False
