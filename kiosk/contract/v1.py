"""Contract /v1: what travels between a terminal and its backend. JSON in UTF-8, times in UTC (RFC 3339).

Requests carry `X-Kiosk-Contract: 1`, `X-Terminal-Id` and `Authorization: Bearer <token>`.

GET  /v1/hello                                                                     → Hello
PUT  /v1/materials/{application_id}/{sha256}   bytes of one picture; idempotent   → 204
HEAD /v1/materials/{application_id}/{sha256}   how far it got                     → 204 with Upload-Offset, Upload-Complete
PATCH /v1/materials/{application_id}/{sha256}  the next piece, with both headers   → 204 with Upload-Offset, Upload-Complete
POST /v1/applications   ApplicationBody, Idempotency-Key: <application_id>         → SignedReceipt | SignedRefusal
POST /v1/tickets        TicketRequest, Idempotency-Key: <request_id>               → TicketIssued
GET  /v1/queue                                                                     → QueueState
GET  /v1/bookings?matter=<slug>                                                    → Slots
POST /v1/bookings       BookingRequest, Idempotency-Key: <booking_id>              → BookingMade
POST /v1/inquiries      an Inquiry, Idempotency-Key: <inquiry_id>                  → {"sealed": base64}
POST /v1/ratings        RatingBody, Idempotency-Key: <rating_id>                   → 204
PUT  /v1/terminals/{terminal_id}/heartbeat     Heartbeat; idempotent by started_at and sequence → 204

Statuses: 200, 204 done (the first answer is given again for ever) · 400, 404, 410, 413, 422 a signed refusal of this id
and this body is final · 401, 403 the token is not taken · 408, 409, 425, 429, 5xx try again later. Anything else is no
answer of this contract.

Materials go first: an application whose pages have not all arrived is answered 409. Receipt and Refusal stand in
`receipts.py` and an Inquiry in `inquiries.py`, because the sender reads them without pydantic; the forms of bookings stand
in `bookings.py`.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from kiosk.errors import Actor
from kiosk.ports.status import How, Readiness

VERSION = 1
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,63}$")]  # of a device or a sentence


class Model(BaseModel):
    """Frozen, and strange fields are refused: what one side does not know, it must not half-understand."""

    model_config = ConfigDict(frozen=True, extra="forbid", cache_strings="keys")  # no value is kept to be found again


class Answer(BaseModel):
    """What a backend answers: a newer backend may say more than we know."""

    model_config = ConfigDict(frozen=True, extra="ignore", cache_strings="keys")


class Consent(Model):
    """To which notice the resident agreed, and when."""

    version: str
    agreed_at: datetime


class MaterialRef(Model):
    """One material of the application: photographed pages, or the promise to bring it by a day (容缺)."""

    name: str
    how: Literal["photo", "card", "form", "promise", "generated"]
    pages: tuple[Sha256, ...] = ()
    promised_by: date | None = None


class Applicant(Model):
    """Who applies, as the card says."""

    card_kind: str
    name: str
    number: str
    sex: str
    ethnic: str
    birth: str
    address: str
    issuer: str
    valid_from: str
    valid_to: str
    latin_name: str = ""
    country: str = ""
    permit_number: str = ""


class PersonProofBody(Model):
    """How the applicant was proved. `by` is whoever compared card and person and answers for it; `code_reference` is the
    backend's own word for the holder of a code, which stands for the card.
    """

    way: Literal["none", "card", "code", "compared"]
    compared_by: Literal["face", "clerk", "agent"] | None = None
    by: str | None = Field(default=None, min_length=1, max_length=100)  # a face module's name and version: 40 each
    at: AwareDatetime | None = None
    code_kind: str | None = Field(default=None, min_length=1, max_length=40)
    code_reference: str | None = Field(default=None, min_length=1, max_length=200)

    @model_validator(mode="after")
    def _is_whole(self) -> "PersonProofBody":
        """A comparison without somebody who answers for it is none; nor is a code without its holder."""
        if any((part is None) == (self.way == "compared") for part in (self.compared_by, self.by, self.at)):
            raise ValueError("compared_by, by and at come with the way compared, and with no other")
        has_code = self.code_kind is not None
        if has_code != (self.code_reference is not None) or (self.way == "code" and not has_code):
            raise ValueError("a code comes with its kind and its reference")
        if has_code and self.way in ("none", "card"):
            raise ValueError("a code does not come with this way")
        return self


# Terminals of before this field existed read a card, and may still send what they kept.
_BY_CARD = PersonProofBody(way="card")
Entry = dict[str, str]  # one entry of a repeat group


class ApplicationBody(Model):
    """One application. `application_id` is its idempotency key for ever.

    There is an applicant unless nobody was asked who he is; a signature where the matter's form has a field for it.
    """

    application_id: UUID
    terminal_id: str
    slip_number: str
    matter: str
    matter_version: str
    business: Literal["apply"] = "apply"
    language: str
    consent: Consent
    applicant: Applicant | None
    proof: PersonProofBody = _BY_CARD
    answers: dict[str, str | tuple[Entry, ...]]
    materials: tuple[MaterialRef, ...]
    signature_svg: str | None
    signed_at: datetime
    made_at: datetime

    @model_validator(mode="after")
    def _names_whom_it_proves(self) -> "ApplicationBody":
        if (self.applicant is None) != (self.proof.way == "none"):
            raise ValueError("an applicant comes with every proof but the way none")
        return self


class SignedReceipt(Answer):
    """`signature` is base64 of Ed25519 over `signing.canonical(receipt)`; `receipt` is a `receipts.Receipt`."""

    receipt: dict[str, Any]
    signature: str


class SignedRefusal(Answer):
    """Signed as a receipt is, with the hash of the body that is refused (`receipts.Refusal`)."""

    refusal: dict[str, Any]
    signature: str


class Hello(Answer):
    """Who the backend is and what it can do now."""

    contract: int
    hall: str
    business_date: date
    time: datetime
    functions: tuple[str, ...]  # apply, tickets, ratings
    applications_per_minute: int | None = Field(
        default=None, ge=1
    )  # that it takes of one terminal; none: it does not say


class TicketRequest(Model):
    """A queue number, please. The same request_id always gets the same ticket."""

    request_id: UUID
    group: str
    priority: bool = False


class TicketIssued(Answer):
    """One ticket; `number` is what is called, e.g. A031."""

    request_id: UUID
    number: str = Field(pattern=r"^[A-Z][0-9]{3,5}(-[0-9A-Z]{1,4})?$")
    group: str
    business_date: date
    ahead: int = Field(ge=0)


class QueueGroup(Answer):
    """One window group now."""

    group: str
    waiting: int = Field(ge=0)


class QueueState(Answer):
    """All window groups now."""

    business_date: date
    groups: tuple[QueueGroup, ...]


class RatingBody(Model):
    """Five levels (GB/T 39735): 5 非常满意 … 1 非常不满意."""

    rating_id: UUID
    application_id: UUID
    level: int = Field(ge=1, le=5)
    rated_at: datetime


class DeviceState(Model, extra="ignore"):
    """One device as the terminal knows it. `cause` is the key of a sentence; no age where nobody has asked yet."""

    device: Key
    readiness: Readiness
    cause: Key | None = None
    actor: Actor | None = None
    how: How
    age_seconds: int | None = Field(None, ge=0)


class Waiting(Model, extra="ignore"):
    """Applications that are not in the office's hands: how many, since when; `refused` need a person."""

    count: int = Field(ge=0)
    oldest_at: AwareDatetime | None = None
    refused: int = Field(ge=0)


class SetAside(Model, extra="ignore"):
    """Databases that were damaged and set aside, none of which a technician has released: applications that the office did
    not have, saved and lost; where not all could be read, more may be lost.
    """

    count: int = Field(ge=1)
    oldest_at: AwareDatetime
    saved: int = Field(ge=0)
    lost: int = Field(ge=0)
    is_all_read: bool


class Heartbeat(Model, extra="ignore"):
    """How a terminal is, without a word about who stands before it. A newer terminal may say more than the hall knows.

    `sequence` counts from 1 within one run of the keeper, which `started_at` names: order never comes from a wall clock.
    """

    terminal_id: str = Field(max_length=24)
    name: str = Field(max_length=40)
    product: str = Field(max_length=40)
    contract: int
    started_at: AwareDatetime
    sequence: int = Field(ge=1)
    sent_at: AwareDatetime
    devices: tuple[DeviceState, ...] = Field(max_length=32)
    waiting: Waiting
    store_has_room: bool
    visit_is_on: bool
    disk_free_mb: int | None = Field(None, ge=0)
    set_aside: SetAside | None = None
