"""Submitting one application: its pictures, then itself, then the receipt that is checked before it counts.

Only what the short-lived sender needs: no pydantic, see kiosk/contract/receipts.py. Statuses: kiosk/contract/v1.py.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.backend.line import Line, Reply, Timeouts
from kiosk.contract.receipts import Receipt, Refusal, opened_receipt, opened_refusal
from kiosk.errors import BackendBusy, BackendNonsense, BackendRefused, BackendUnauthorized

CONTRACT = "1"
_LATER = {408, 409, 425, 429}
_FINAL = {400, 404, 410, 413, 422}
_KEPT = "What was to be sent is kept."


class Refused(BackendRefused):
    """The hall's signed no; `refusal` is what it said."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"Refused by the hall: {refusal.code}. The office must act. {_KEPT}")
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Account:
    """Where the backend is, who we are to it, and by which key we know it."""

    base_url: str
    terminal_id: str
    token: str = field(repr=False)
    hall_key: Ed25519PublicKey = field(repr=False)
    timeouts: Timeouts = field(default_factory=Timeouts)
    ca_file: str | None = None

    def line(self, now: Callable[[], float]) -> Line:
        """A line whose deadline starts to run now."""
        headers = {
            "X-Kiosk-Contract": CONTRACT,
            "X-Terminal-Id": self.terminal_id,
            "Authorization": f"Bearer {self.token}",
        }
        return Line(self.base_url, headers, self.timeouts, now, self.ca_file)


def submit(
    account: Account, application_id: str, body: bytes, materials: Mapping[str, bytes], now: Callable[[], float]
) -> Receipt:
    """Send an application and return its receipt, checked. `materials` are pictures by their SHA-256.

    Raises BackendUnreachable, BackendBusy, BackendNonsense, BackendUnauthorized; Refused is final.
    """
    line = account.line(now)
    for sha256, picture in materials.items():
        reply = line.exchange(
            "PUT", f"/v1/materials/{application_id}/{sha256}", picture, {"Content-Type": "image/jpeg"}
        )
        require(reply, 204, application_id, picture, account.hall_key)
    reply = line.exchange(
        "POST", "/v1/applications", body, {"Content-Type": "application/json", "Idempotency-Key": application_id}
    )
    require(reply, 200, application_id, body, account.hall_key)
    try:
        return opened_receipt(reply.body, application_id, hashlib.sha256(body).hexdigest(), account.hall_key)
    except ValueError as error:
        raise BackendNonsense(f"200 without a receipt that holds ({error}). The office must act. {_KEPT}") from error


def require(reply: Reply, wanted: int, request_id: str, body: bytes, key: Ed25519PublicKey) -> None:
    """Pass only the status that the contract promises; any other is the error that it stands for.

    `body` is what was sent, nothing for a GET: only a refusal of these bytes is final.
    """
    if reply.status == wanted:
        return
    if reply.status in (401, 403):
        raise BackendUnauthorized(f"{reply.status}: the token is not taken. Technician: enrol anew. {_KEPT}")
    if reply.status in _LATER or reply.status >= 500:
        raise BackendBusy(f"{reply.status}: not now. It will be tried again. {_KEPT}")
    if reply.status in _FINAL:
        raise Refused(_refusal(reply, request_id, body, key))
    raise BackendNonsense(f"{reply.status} is no answer of the contract. The office must act. {_KEPT}")


def _refusal(reply: Reply, request_id: str, body: bytes, key: Ed25519PublicKey) -> Refusal:
    """Anybody on the way can say 404; only the hall can sign it, and a no that it gave to another body is not ours."""
    try:
        return opened_refusal(reply.body, request_id, hashlib.sha256(body).hexdigest(), key)
    except ValueError as error:
        raise BackendNonsense(f"{reply.status} without a signed refusal ({error}). {_KEPT}") from error
