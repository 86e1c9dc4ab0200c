"""The sender: a process that lives for one application, because only it sees what lies in the sealed boxes.

`python -m kiosk.backend.send` reads one job (JSON) from stdin, writes one line of JSON to stdout and exits 0. Python
cannot wipe a string; the kernel wipes a process. It dumps no core, and it writes nothing else anywhere.
"""

import base64
import ctypes
import hashlib
import json
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

from kiosk.backend.line import Timeouts
from kiosk.backend.submission import Account, Refused, submit
from kiosk.contract.keyfile import read_key_file
from kiosk.contract.sealing import SealBroken, unseal
from kiosk.contract.signing import public_key
from kiosk.errors import KioskError, StoreDamaged

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4  # prctl(2)


def main() -> int:
    """One job from stdin, one line to stdout."""
    harden()
    sys.stdout.write(json.dumps(run(json.load(sys.stdin.buffer))) + "\n")
    return 0


def harden() -> None:
    """No core dump, no other process of this user may read our memory, and we do not outlive the keeper."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """What came of a job: {"receipt": …}, {"refusal": …} or {"error": an error's key}."""
    try:
        private = read_key_file(Path(job["private_key"]))
        body = _open(private, job["application_id"], job["body"], job["body_sha256"])
        pictures = {page[0]: _open(private, job["application_id"], page[1], page[0]) for page in job["materials"]}
        return {"receipt": submit(_account(job), job["application_id"], body, pictures, time.monotonic).wire()}
    except SealBroken:
        return {"error": StoreDamaged.key}
    except Refused as refused:
        return {"refusal": refused.refusal.wire()}
    except KioskError as error:
        return {"error": error.key}


def _account(job: dict[str, Any]) -> Account:
    timeouts = Timeouts(*job["timeouts"])
    key = public_key(job["hall_key"])
    return Account(job["base_url"], job["terminal_id"], job["token"], key, timeouts, job.get("ca_file"))


def _open(private: bytes, application_id: str, box: str, sha256: str) -> bytes:
    plain = unseal(private, application_id, base64.b64decode(box))
    if hashlib.sha256(plain).hexdigest() != sha256:
        raise SealBroken("another content than the store says")
    return plain


if __name__ == "__main__":
    raise SystemExit(main())
