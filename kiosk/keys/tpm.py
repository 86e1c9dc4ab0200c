"""Keys sealed by the TPM of this machine, with tpm2-tools: what lies in the state directory opens here and nowhere else.

A primary key of the owner hierarchy is made anew each time from the TPM's own seed, by the default template, so nothing
needs to stay in the TPM. Under it lies our key as a sealed object; with PCRs, only a policy over them gives it out.
"""

import base64
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.contract.keyfile import LENGTH, erase, write_private
from kiosk.errors import KeyMissing, KeyStoreError
from kiosk.keys.tools import run
from kiosk.ports.key_store import KeyName

_FIXED = "fixedtpm|fixedparent|noda"


class TpmKeys:
    """Implements kiosk.ports.key_store.KeyStore. `tcti` empty: as tpm2-tools find the TPM."""

    def __init__(self, folder: Path, tcti: str, pcrs: tuple[int, ...]) -> None:
        self._folder, self._tcti = folder, tcti
        self._pcrs = f"sha256:{','.join(map(str, pcrs))}" if pcrs else ""

    def has(self, name: KeyName) -> bool:
        return self._path(name).exists()

    def load(self, name: KeyName) -> bytes:
        blobs = self._read(name)
        with self._primary() as bench:
            (bench / "public").write_bytes(blobs["public"])
            (bench / "private").write_bytes(blobs["private"])
            self._run(bench, "load", "-C", "primary", "-u", "public", "-r", "private", "-c", "key")
            policy = ("-p", f"pcr:{blobs['pcrs'].decode()}") if blobs["pcrs"] else ()
            key = self._run(bench, "unseal", "-c", "key", *policy)
        if len(key) != LENGTH:
            raise KeyStoreError(f"{self._path(name)}: what the TPM gave is no key of ours. Technician: restore it.")
        return key

    def save(self, name: KeyName, key: bytes) -> None:
        with self._primary() as bench:
            guard = ["-a", f"{_FIXED}|userwithauth"]
            if self._pcrs:
                self._run(bench, "createpolicy", "--policy-pcr", "-l", self._pcrs, "-L", "policy")
                guard = ["-a", _FIXED, "-L", "policy"]
            parts = ["-C", "primary", "-i", "-", "-u", "public", "-r", "private"]
            self._run(bench, "create", *parts, *guard, given=key)
            blobs = {part: base64.b64encode((bench / part).read_bytes()).decode() for part in ("public", "private")}
        try:
            write_private(self._path(name), json.dumps({**blobs, "pcrs": self._pcrs}).encode())
        except OSError as error:
            raise KeyStoreError(f"{self._path(name)}: not written ({error}). Technician: check the disk.") from error

    def forget(self, name: KeyName) -> None:
        try:
            erase(self._path(name))
        except OSError as error:
            raise KeyStoreError(f"{self._path(name)}: not erased ({error}). Technician: check the disk.") from error

    def where(self, name: KeyName) -> str:
        return str(self._path(name))

    def _path(self, name: KeyName) -> Path:
        return self._folder / f"{name.value}.tpm"

    def _read(self, name: KeyName) -> dict[str, bytes]:
        """public, private: the TPM's own blobs; pcrs: those that the key was saved with, which the settings may not be."""
        path = self._path(name)
        try:
            said = json.loads(path.read_bytes())
            blobs = {part: base64.b64decode(said[part], validate=True) for part in ("public", "private")}
            return {**blobs, "pcrs": str(said["pcrs"]).encode()}
        except FileNotFoundError as error:
            raise KeyMissing(f"{path}: no such file. Technician: restore it. What waits is kept.") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeyStoreError(f"{path}: no sealed key ({error!r}). Technician: restore it.") from error

    @contextmanager
    def _primary(self) -> Iterator[Path]:
        """A folder to work in, with the primary key's context. Nothing that is written there is a key in plain."""
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=".tpm-") as folder:
            bench = Path(folder)
            self._run(bench, "createprimary", "-C", "o", "-G", "ecc", "-c", "primary")
            yield bench

    def _run(self, bench: Path, tool: str, *arguments: str, given: bytes = b"") -> bytes:
        environ = {"TPM2TOOLS_TCTI": self._tcti} if self._tcti else {}
        try:
            return run([f"tpm2_{tool}", *arguments], given, bench, environ)
        finally:
            # Each tool saves its object in a context file and leaves it loaded; a TPM has room for three. Behind a
            # resource manager (/dev/tpmrm0) there is nothing to flush, and no harm in asking.
            # tpm2_createpolicy leaves its session open.
            with suppress(KeyStoreError):
                flags = ("-t", "-l") if tool == "createpolicy" else ("-t",)
                for flag in flags:
                    run(["tpm2_flushcontext", flag], cwd=bench, environ=environ)
