"""A TPM that is a program: swtpm on loopback, as tpm2-tools reach it."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def a_tpm(folder: Path) -> Iterator[str]:
    """A TPM that is switched on; its seed lies in `folder`. Yields the TCTI by which it is reached."""
    folder.mkdir(exist_ok=True)
    port = _two_free_ports()
    command = ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={folder}", "--flags", "not-need-init,startup-clear"]
    command += ["--server", f"type=tcp,port={port}", "--ctrl", f"type=tcp,port={port + 1}"]
    machine = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_it_listens(port + 1)
        yield f"swtpm:host=127.0.0.1,port={port}"
    finally:
        machine.terminate()
        machine.wait(5)


def _two_free_ports() -> int:
    """tpm2-tools look for the control channel one port above the other."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            try:
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def _until_it_listens(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)  # looks again; the deadline ends it
    raise AssertionError("swtpm does not listen")
