"""Keys as 0600 files in the state directory, beside what they open: that protects a copy of the database, not a disk."""

from pathlib import Path

from kiosk.contract.keyfile import erase, read_key_file, write_key_file
from kiosk.errors import BadSettings, KeyMissing, KeyStoreError
from kiosk.ports.key_store import KeyName


class FileKeys:
    """Implements kiosk.ports.key_store.KeyStore."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, name: KeyName) -> bool:
        return self._path(name).exists()

    def load(self, name: KeyName) -> bytes:
        path = self._path(name)
        if not path.exists():
            raise KeyMissing(f"{path}: no such file. Technician: restore it. What waits to be sent is kept.")
        try:
            return read_key_file(path)
        except BadSettings as error:
            raise KeyStoreError(str(error)) from error

    def save(self, name: KeyName, key: bytes) -> None:
        path = self._path(name)
        try:
            write_key_file(path, key)
        except BadSettings as error:
            raise KeyStoreError(str(error)) from error

    def forget(self, name: KeyName) -> None:
        path = self._path(name)
        try:
            erase(path)
        except OSError as error:
            raise KeyStoreError(f"{path}: not erased ({error}). Technician: check disk and owner.") from error

    def where(self, name: KeyName) -> str:
        return str(self._path(name))

    def _path(self, name: KeyName) -> Path:
        return self._folder / f"{name.value}.key"
