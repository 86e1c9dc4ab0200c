"""The backend as the keeper calls it. One thread uses it; every call ends within its total time-out.

Applications carry personal data: `kiosk.backend.send` sends them in a process of its own.
"""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ValidationError

from kiosk.backend.line import Reply, Timeouts
from kiosk.backend.submission import Account, require, submit
from kiosk.contract.bookings import BookingMade, BookingRequest, Half, Slot, Slots
from kiosk.contract.receipts import Receipt
from kiosk.contract.v1 import VERSION, Heartbeat, Hello, QueueState, RatingBody, TicketIssued, TicketRequest
from kiosk.errors import BackendNonsense
from kiosk.ports.clock import Clock

_Answer = TypeVar("_Answer", bound=BaseModel)


class Backend:
    """One backend. Every method raises BackendUnreachable, BackendBusy, BackendNonsense or BackendUnauthorized."""

    def __init__(
        self,
        base_url: str,
        terminal_id: str,
        token: str,
        hall_key: Ed25519PublicKey,
        clock: Clock,
        timeouts: Timeouts | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._account = Account(base_url, terminal_id, token, hall_key, timeouts or Timeouts(), ca_file)
        self._clock = clock

    def hello(self) -> Hello:
        """Who the backend is, what it can do now, and which business day it has."""
        hello = _read(self._call("GET", "/v1/hello"), Hello)
        if hello.contract != VERSION:
            raise BackendNonsense(f"The backend speaks contract {hello.contract}, this terminal {VERSION}.")
        return hello

    def submit(self, body: bytes, application_id: str, materials: Mapping[str, bytes]) -> Receipt:
        """Send an application; also raises submission.Refused (a BackendRefused), which is final."""
        return submit(self._account, application_id, body, materials, self._clock.monotonic)

    def ticket(self, request_id: str, group: str, *, priority: bool = False) -> TicketIssued:
        """A queue number; also raises BackendRefused. The same request id always gets the same number."""
        wanted = TicketRequest(request_id=UUID(request_id), group=group, priority=priority)
        issued = _read(self._call("POST", "/v1/tickets", wanted.model_dump_json().encode(), request_id), TicketIssued)
        if issued.request_id != wanted.request_id:
            raise BackendNonsense("A ticket for another request. No number was taken.")
        return issued

    def queue(self) -> QueueState:
        """How many wait, by window group."""
        return _read(self._call("GET", "/v1/queue"), QueueState)

    def slots(self, matter: str) -> tuple[Slot, ...]:
        """The half days that can be booked for a matter; also raises BackendRefused."""
        return _read(self._call("GET", f"/v1/bookings?matter={quote(matter, safe='')}", request_id=matter), Slots).slots

    def book(self, booking_id: str, matter: str, day: date, half: Half) -> BookingMade:
        """A half day; also raises submission.Refused. The same booking id always gets the same booking."""
        wanted = BookingRequest(
            booking_id=UUID(booking_id), terminal_id=self._account.terminal_id, matter=matter, day=day, half=half
        )
        made = _read(self._call("POST", "/v1/bookings", wanted.model_dump_json().encode(), booking_id), BookingMade)
        if made.booking_id != booking_id:
            raise BackendNonsense("A booking for another request. It is asked for again.")
        return made

    def rate(self, rating: RatingBody) -> None:
        """Hand over a rating; also raises BackendRefused."""
        self._call("POST", "/v1/ratings", rating.model_dump_json().encode(), str(rating.rating_id), wanted=204)

    def beat(self, heartbeat: Heartbeat) -> bool:
        """Say how this terminal is; False where the backend has no ear for it (404, 405)."""
        path, headers = f"/v1/terminals/{heartbeat.terminal_id}/heartbeat", {"Content-Type": "application/json"}
        body = heartbeat.model_dump_json().encode()
        reply = self._account.line(self._clock.monotonic).exchange("PUT", path, body, headers)
        if reply.status in (404, 405):
            return False
        require(reply, 204, "", body, self._account.hall_key)
        return True

    def _call(
        self, method: str, path: str, body: bytes | None = None, request_id: str = "", wanted: int = 200
    ) -> Reply:
        headers = {"Content-Type": "application/json", "Idempotency-Key": request_id} if body is not None else {}
        reply = self._account.line(self._clock.monotonic).exchange(method, path, body, headers)
        require(reply, wanted, request_id, body or b"", self._account.hall_key)
        return reply


def _read(reply: Reply, kind: type[_Answer]) -> _Answer:
    try:
        return kind.model_validate_json(reply.body)
    except ValidationError as error:
        # The answer's own text stays out of the message: a portal may echo what was sent.
        raise BackendNonsense(f"No {kind.__name__} in the answer ({error.error_count()} faults).") from None
