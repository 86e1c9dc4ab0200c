"""Programs of the system that hold keys, called: what goes in and out goes by pipes, never by a file or an argument."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.errors import KeyStoreError

_PATIENCE = 20.0  # seconds: a slow TPM takes one or two for a primary key


def run(command: Sequence[str], given: bytes = b"", cwd: Path | None = None, environ: Mapping[str, str] = {}) -> bytes:
    """What the program said. Raises KeyStoreError with its complaint (these tools put no key there)."""
    try:
        # PATH as the C library has it: the sender's environment is cut, and nobody else's is believed.
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **environ}
        ended = subprocess.run(
            command, input=given, capture_output=True, cwd=cwd, env=env, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KeyStoreError(
            f"{command[0]}: {error}. Technician: see that it is installed. Nothing was lost."
        ) from error
    if ended.returncode != 0:
        said = " · ".join(ended.stderr.decode(errors="replace").split("\n"))[:400]
        raise KeyStoreError(f"{command[0]} ended with {ended.returncode}: {said} Nothing was lost.")
    return ended.stdout
