"""One question about a person, out to the backend and back. What comes back is sealed: nobody here can open it.

Only what the short-lived sender needs: no pydantic. The form: kiosk/contract/inquiries.py.
"""

import base64
import json
from collections.abc import Callable

from kiosk.backend.submission import Account, require
from kiosk.errors import BackendNonsense


def inquire(account: Account, inquiry_id: str, body: bytes, now: Callable[[], float]) -> bytes:
    """The sealed answer. Raises BackendUnreachable, BackendBusy, BackendNonsense, BackendUnauthorized, BackendRefused."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": inquiry_id}
    reply = account.line(now).exchange("POST", "/v1/inquiries", body, headers)
    require(reply, 200, inquiry_id, body, account.hall_key)
    try:
        return _sealed(reply.body)
    except (ValueError, RecursionError):  # without what it said: a portal may echo what was sent
        raise BackendNonsense("200 without a sealed answer. The office must act.") from None


def _sealed(answer: bytes) -> bytes:
    value = json.loads(answer)
    sealed = value.get("sealed") if isinstance(value, dict) else None
    if not isinstance(sealed, str) or not sealed:
        raise ValueError("nothing sealed in the answer")
    return base64.b64decode(sealed, validate=True)
