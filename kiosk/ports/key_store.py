"""Where this terminal's own private keys lie: in a file, with the service manager, or in the TPM.

A `KeyPlace` is only the way there. It may travel to another process and be written down: a key is never in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

CREDENTIALS = "/etc/credstore.encrypted"  # where systemd 250 and later look for them


class KeptIn(StrEnum):
    """Weakest first: who has the disk has a key in a file; one in the TPM never leaves this machine."""

    FILE = "file"
    CREDENTIAL = "credential"
    TPM = "tpm"


class KeyName(StrEnum):
    """The terminal's own keys, 32 bytes each."""

    SENDER = "sender"  # X25519: opens what waits to be sent; only the sender's process loads it
    JOURNAL = "journal"  # Ed25519: signs what is exported of the journal
    LANE = "lane"  # of a keyed hash: which applications are one resident's (kiosk.contract.lanes); the visits get it


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """The way to a store's keys. `given` is where systemd lays the opened credentials of a service, if it does."""

    kept_in: KeptIn
    state: Path
    credentials: Path = Path(CREDENTIALS)
    given: Path | None = None
    tcti: str = ""  # how the TPM is reached, e.g. device:/dev/tpmrm0; empty: as tpm2-tools find it
    pcrs: tuple[int, ...] = ()  # of the SHA-256 bank: the TPM gives the key only while these are as they were

    def wire(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kept_in": self.kept_in.value,
            "state": str(self.state),
            "credentials": str(self.credentials),
            "given": str(self.given) if self.given else None,
            "tcti": self.tcti,
            "pcrs": list(self.pcrs),
        }

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "KeyPlace":
        """What `wire` wrote."""
        return cls(
            kept_in=KeptIn(said["kept_in"]),
            state=Path(said["state"]),
            credentials=Path(said["credentials"]),
            given=Path(said["given"]) if said["given"] else None,
            tcti=said["tcti"],
            pcrs=tuple(said["pcrs"]),
        )


class KeyStore(Protocol):
    """Every method but `where` raises KeyStoreError where the store itself does not work, and then has changed nothing."""

    def has(self, name: KeyName) -> bool:
        """Whether such a key lies there, without taking it out."""
        ...

    def load(self, name: KeyName) -> bytes:
        """The key. Raises KeyMissing."""
        ...

    def save(self, name: KeyName, key: bytes) -> None:
        """Lay the key there, in place of an older one; durable when this returns."""
        ...

    def forget(self, name: KeyName) -> None:
        """Take the key away for good; none there is fine."""
        ...

    def where(self, name: KeyName) -> str:
        """Where it lies, for a technician's eyes."""
        ...
