"""Submitting one application: its pictures, then itself, then the receipt that is checked before it counts.

A picture larger than one piece goes in pieces that are continued where they stopped (docs/contract.md): the backend keeps
how far it got, so that a line of 1 Mbit/s that dies every minute still carries it, and we keep no state.

Only what the short-lived sender needs: no pydantic, see kiosk/contract/receipts.py. Statuses: kiosk/contract/v1.py.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.backend.line import Line, Reply, Timeouts
from kiosk.contract.receipts import Receipt, Refusal, opened_receipt, opened_refusal
from kiosk.errors import BackendBusy, BackendElsewhere, BackendNonsense, BackendRefused, BackendUnauthorized

CONTRACT = "1"
PIECE = 256 * 1024  # bytes of a picture that travel in one request
_LATER = {408, 409, 425, 429}
_FOR_ALL = {429, 502, 503, 504}  # the terminal's pace, or the way to the backend: not about this application
_NO_PIECES = {404, 405, 501}  # a backend, or somebody on the way, that does not know HEAD or PATCH here
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
        _put_picture(line, account, application_id, sha256, picture)
    reply = line.exchange(
        "POST", "/v1/applications", body, {"Content-Type": "application/json", "Idempotency-Key": application_id}
    )
    require(reply, 200, application_id, body, account.hall_key)
    try:
        return opened_receipt(reply.body, application_id, hashlib.sha256(body).hexdigest(), account.hall_key)
    except ValueError as error:
        raise BackendNonsense(f"200 without a receipt that holds ({error}). The office must act. {_KEPT}") from error


def _put_picture(line: Line, account: Account, application_id: str, sha256: str, picture: bytes) -> None:
    """One picture, in pieces where it is large and the backend takes pieces."""
    path = f"/v1/materials/{application_id}/{sha256}"
    if len(picture) > PIECE and _put_pieces(line, account, path, application_id, picture):
        return
    reply = line.exchange("PUT", path, picture, {"Content-Type": "image/jpeg"})
    require(reply, 204, application_id, picture, account.hall_key)


def _put_pieces(line: Line, account: Account, path: str, application_id: str, picture: bytes) -> bool:
    """Go on where the backend stopped. False where it takes no pieces."""
    reply = line.exchange("HEAD", path)
    if reply.status in _NO_PIECES:
        return False
    require(reply, 204, application_id, b"", account.hall_key)
    is_whole, offset = _progress(reply, len(picture))
    while not is_whole:
        piece = picture[offset : offset + PIECE]
        is_whole = offset + len(piece) == len(picture)
        headers = {
            "Content-Type": "application/partial-upload",
            "Upload-Offset": str(offset),
            "Upload-Complete": "?1" if is_whole else "?0",
        }
        reply = line.exchange("PATCH", path, piece, headers)
        if reply.status in _NO_PIECES and not reply.body.startswith(b'{"refusal"'):
            return False
        require(reply, 204, application_id, piece, account.hall_key)
        offset += len(piece)
    return True


def _progress(reply: Reply, length: int) -> tuple[bool, int]:
    """What the backend has of a picture of so many bytes: whether all, and how many."""
    offset = reply.headers.get("upload-offset", "")
    if reply.headers.get("upload-complete") == "?1":
        return True, length
    if not offset.isascii() or not offset.isdigit() or int(offset) >= length:
        raise BackendNonsense(f"HEAD without the offset of a picture. The office must act. {_KEPT}")
    return False, int(offset)


def require(reply: Reply, wanted: int, request_id: str, body: bytes, key: Ed25519PublicKey) -> None:
    """Pass only the status that the contract promises; any other is the error that it stands for.

    `body` is what was sent, nothing for a GET: only a refusal of these bytes is final.
    """
    if reply.status == wanted:
        if reply.body:
            _refuse_pages(reply)
        return
    if reply.status in (401, 403):
        raise BackendUnauthorized(f"{reply.status}: the token is not taken. Technician: enrol anew. {_KEPT}")
    if reply.status in _LATER or reply.status >= 500:
        raise BackendBusy(
            f"{reply.status}: not now. It will be tried again. {_KEPT}",
            for_all=reply.status in _FOR_ALL,
            retry_after=_retry_after(reply) if reply.status in _FOR_ALL else None,
        )
    if reply.status in _FINAL:
        raise Refused(_refusal(reply, request_id, body, key))
    _refuse_pages(reply)
    raise BackendNonsense(f"{reply.status} is no answer of the contract. The office must act. {_KEPT}")


def _refusal(reply: Reply, request_id: str, body: bytes, key: Ed25519PublicKey) -> Refusal:
    """Anybody on the way can say 404; only the hall can sign it, and a no that it gave to another body is not ours."""
    try:
        return opened_refusal(reply.body, request_id, hashlib.sha256(body).hexdigest(), key)
    except ValueError as error:
        _refuse_pages(reply)
        raise BackendNonsense(f"{reply.status} without a signed refusal ({error}). {_KEPT}") from error


def _retry_after(reply: Reply) -> float | None:
    """The seconds that the backend asked for; a date is passed over: it would be read by a clock that may be wrong."""
    said = reply.headers.get("retry-after", "").strip()
    return float(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None


def _refuse_pages(reply: Reply) -> None:
    """Somebody else's page is no answer of the backend's, and tells nothing of what was sent."""
    if reply.is_a_page:
        raise BackendElsewhere(
            f"{reply.status}: a page that is not the backend's. Technician: see the network. {_KEPT}"
        )
