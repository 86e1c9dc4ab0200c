"""A process that has itself traced: strace starts as its child, attaches to it, and puts a fault into one call of it."""

import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink")
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
_ATTACHES_WITHIN = 5.0


def counting(log: Path) -> list[str]:
    """Writes down every call and hurts none."""
    return ["strace", "-qq", "-e", f"trace={','.join(CALLS)}", "-e", "signal=none", "-o", str(log), "-p"]


def hurting(call: str, fault: str, when: int) -> list[str]:
    """The `when`th such call ends so."""
    return ["strace", "-qq", "-e", f"trace={call}", "-e", "signal=none", "-e", f"inject={call}:{fault}:when={when}",
            "-o", os.devnull, "-p"]  # fmt: skip


def counted(log: Path) -> "Counter[str]":
    """How often each call was made."""
    return Counter(line.partition("(")[0] for line in log.read_text("utf-8", "replace").splitlines() if "(" in line)


@contextmanager
def traced(command: list[str]) -> Iterator[None]:
    """This process (of one thread), until the end of the block."""
    tracer = subprocess.Popen([*command, str(os.getpid())], stdin=subprocess.DEVNULL)
    until = time.monotonic() + _ATTACHES_WITHIN
    while not _is_traced():
        if time.monotonic() > until:
            raise TimeoutError("strace did not attach")
        time.sleep(0.001)  # strace tells nobody when it is there
    try:
        yield
    finally:
        tracer.terminate()
        tracer.wait()


def _is_traced() -> bool:
    return "TracerPid:\t0\n" not in Path("/proc/self/status").read_text("ascii")
