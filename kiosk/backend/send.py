"""The sender: a process that lives for one application or inquiry, because only it sees what lies in the sealed boxes.

`python -m kiosk.backend.send` reads one job (JSON) from stdin, writes one line of JSON to stdout and exits 0. Python
cannot wipe a string; the kernel wipes a process. It dumps no core, and it writes nothing else anywhere.
"""

import base64
import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.backend.hardening import harden
from kiosk.backend.inquiry import inquire
from kiosk.backend.line import Timeouts
from kiosk.backend.submission import Account, Refused, submit
from kiosk.contract.envelope import BODY, DataKey, KeyBoxForeign
from kiosk.contract.inquiries import opened_question
from kiosk.contract.sealing import SealBroken, unseal
from kiosk.contract.signing import public_key
from kiosk.errors import (
    BackendBusy,
    BackendElsewhere,
    BackendUnreachable,
    KeyChanged,
    KeyStoreError,
    KioskError,
    StoreDamaged,
)
from kiosk.keys import key_store
from kiosk.ports.key_store import KeyName, KeyPlace

# Without the key none goes; another key than this one's may be the right one of the next.
_FOR_ALL = (BackendUnreachable, BackendElsewhere, KeyStoreError)


def main() -> int:
    """One job from stdin, one line to stdout."""
    harden(outlives_parent=False)
    sys.stdout.write(json.dumps(run(json.load(sys.stdin.buffer))) + "\n")
    return 0


def run(job: dict[str, Any]) -> dict[str, Any]:
    """What came of a job: {"receipt": …}, {"refusal": …}, {"sealed": base64} or {"error": an error's key}.

    Beside an error: `for_all` where it is not about this job alone, and the seconds that the backend asked us to wait.
    """
    try:
        return _KINDS[job["kind"]](job, key_store(KeyPlace.read(job["keys"])).load(KeyName.SENDER))
    except SealBroken:
        return {"error": StoreDamaged.key}
    except KeyBoxForeign:
        return {"error": KeyChanged.key}
    except BackendBusy as error:
        return {"error": error.key, "for_all": error.for_all, "retry_after": error.retry_after}
    except KioskError as error:
        return {"error": error.key, "for_all": isinstance(error, _FOR_ALL) and not isinstance(error, KeyChanged)}


def _send_application(job: dict[str, Any], private: bytes) -> dict[str, Any]:
    application_id = job["application_id"]
    opens = _opener(private, application_id, base64.b64decode(job["key"]))
    body = _opened(opens, BODY, job["body"], job["body_sha256"])
    pictures = {page[0]: _opened(opens, page[0], page[1], page[0]) for page in job["materials"]}
    try:
        return {"receipt": submit(_account(job), application_id, body, pictures, time.monotonic).wire()}
    except Refused as refused:
        return {"refusal": refused.refusal.wire()}


def _send_inquiry(job: dict[str, Any], private: bytes) -> dict[str, Any]:
    body = opened_question(private, job["inquiry_id"], base64.b64decode(job["body"]))
    return {"sealed": base64.b64encode(inquire(_account(job), job["inquiry_id"], body, time.monotonic)).decode()}


_KINDS: Mapping[str, Callable[[dict[str, Any], bytes], dict[str, Any]]] = {
    "application": _send_application,
    "inquiry": _send_inquiry,
}


def _account(job: dict[str, Any]) -> Account:
    timeouts = Timeouts(*job["timeouts"])
    key = public_key(job["hall_key"])
    return Account(job["base_url"], job["terminal_id"], job["token"], key, timeouts, job.get("ca_file"))


def _opener(private: bytes, application_id: str, key_box: bytes) -> Callable[[str, bytes], bytes]:
    """What opens a part's box: the application's own key; without one (an older version's) the sender's."""
    if key_box:
        return DataKey.opened(application_id, private, key_box).open
    return lambda part, box: unseal(private, application_id, box)


def _opened(opens: Callable[[str, bytes], bytes], part: str, box: str, sha256: str) -> bytes:
    plain = opens(part, base64.b64decode(box))
    if hashlib.sha256(plain).hexdigest() != sha256:
        raise SealBroken("another content than the store says")
    return plain


if __name__ == "__main__":
    raise SystemExit(main())
