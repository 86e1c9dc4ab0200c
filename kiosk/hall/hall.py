"""One open hall: its settings, its database, its signing key and its clock."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from kiosk.contract.keyfile import read_key_file, write_key_file
from kiosk.hall.database import open_database, transact
from kiosk.hall.pace import MINUTE, Pace
from kiosk.hall.settings import HallSettings
from kiosk.hall.tables import Terminal
from kiosk.ports.clock import Clock

KEY_FILE = "hall.key"
# One visit asks once or twice, and a visit takes minutes. Who asks more than twice a minute is trying codes or numbers.
INQUIRIES_AN_HOUR = 120  # of one terminal


@dataclass(slots=True)
class Deciding:
    """Whether the office's own system decides instant matters (即办件) now; where it does not, they are only received."""

    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Hall:
    """What every desk of the hall works with."""

    settings: HallSettings
    engine: Engine
    key: Ed25519PrivateKey = field(repr=False)
    clock: Clock
    deciding: Deciding = field(default_factory=Deciding)
    inquiring: Pace = field(default_factory=lambda: Pace(INQUIRIES_AN_HOUR))
    applying: Pace | None = None  # as the settings say

    def now(self) -> datetime:
        """The moment, UTC."""
        return self.clock.utc_now().astimezone(UTC)

    def business_date(self) -> date:
        """The day that counts: the hall's, not a terminal's."""
        return self.now().astimezone(self.settings.zone).date()

    def add_terminal(self, terminal_id: str) -> str:
        """Enrol a terminal and return its token, which is shown once. Again: the old token is worth nothing."""
        token = secrets.token_urlsafe(32)

        def write(session: Session) -> None:
            session.merge(Terminal(id=terminal_id, token_sha256=_digest(token), added_at=self.now().isoformat()))

        transact(self.engine, write)
        return token

    def knows(self, terminal_id: str, token: str) -> bool:
        """Whether the token is this terminal's."""
        with Session(self.engine) as session:
            terminal = session.get(Terminal, terminal_id)
        return terminal is not None and secrets.compare_digest(terminal.token_sha256, _digest(token))


def open_hall(state: Path, settings: HallSettings, clock: Clock, url: str | None = None) -> Hall:
    """The hall whose state lies in `state`; `url` names another database than the SQLite file there."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_file = state / KEY_FILE
    if not key_file.exists():
        write_key_file(key_file, Ed25519PrivateKey.generate().private_bytes_raw())
    key = Ed25519PrivateKey.from_private_bytes(read_key_file(key_file))
    most = settings.applications_per_minute
    applying = None if most is None else Pace(most, MINUTE)
    return Hall(settings, open_database(url or f"sqlite:///{state / 'hall.db'}"), key, clock, applying=applying)


def _digest(token: str) -> str:
    """A plain hash is enough: the token is 256 random bits, not something that a person chose."""
    return hashlib.sha256(token.encode()).hexdigest()
