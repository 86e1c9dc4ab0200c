"""Keys as systemd credentials: sealed on disk to this machine (its TPM where it has one), opened for our service alone.

The unit has a line `LoadCredentialEncrypted=kiosk.sender`, and one for each other key. Saving is root's, by hand (`kiosk key
move`): the service only reads what systemd has laid out for it. https://systemd.io/CREDENTIALS/
"""

import base64
from pathlib import Path

from kiosk.contract.keyfile import as_key, erase, write_private
from kiosk.errors import KeyMissing, KeyStoreError
from kiosk.keys.tools import run
from kiosk.ports.key_store import KeyName


class Credentials:
    """Implements kiosk.ports.key_store.KeyStore. `sealed` is where the sealed ones lie, `given` the service's opened ones."""

    def __init__(self, sealed: Path, given: Path | None) -> None:
        self._sealed, self._given = sealed, given

    def has(self, name: KeyName) -> bool:
        return self._opened(name) is not None or self._path(name).exists()

    def load(self, name: KeyName) -> bytes:
        opened, path = self._opened(name), self._path(name)
        try:
            if opened is not None:
                return as_key(opened.read_bytes())
            if not path.exists():
                raise KeyMissing(f"{path}: no such credential. Technician: restore it. What waits to be sent is kept.")
            return as_key(run(["systemd-creds", "decrypt", f"--name={_id(name)}", str(path), "-"]))
        except (OSError, ValueError) as error:
            raise KeyStoreError(f"{opened or path}: no key can be read ({error}). Technician: restore it.") from error

    def save(self, name: KeyName, key: bytes) -> None:
        sealed = run(["systemd-creds", "encrypt", f"--name={_id(name)}", "-", "-"], base64.b64encode(key))
        try:
            self._sealed.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(self._path(name), sealed)
        except OSError as error:
            raise KeyStoreError(f"{self._path(name)}: not written ({error}). This takes root.") from error

    def forget(self, name: KeyName) -> None:
        """The service's opened copy goes by itself when the service ends."""
        try:
            erase(self._path(name))
        except OSError as error:
            raise KeyStoreError(f"{self._path(name)}: not removed ({error}). This takes root.") from error

    def where(self, name: KeyName) -> str:
        return str(self._path(name))

    def _path(self, name: KeyName) -> Path:
        return self._sealed / _id(name)

    def _opened(self, name: KeyName) -> Path | None:
        path = self._given / _id(name) if self._given is not None else None
        return path if path is not None and path.exists() else None


def _id(name: KeyName) -> str:
    return f"kiosk.{name.value}"
