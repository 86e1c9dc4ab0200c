"""What goes into the store and comes out of it: frozen, picklable, without a word that says who somebody is."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from kiosk.contract.receipts import Result


class Word(StrEnum):
    """The four truths that a slip can say. Never a fifth, never two of them."""

    KEPT = "kept"  # 已留存待报送
    RECEIVED = "received"  # 已收件
    ACCEPTED = "accepted"  # 已受理
    DONE = "done"  # 已办结: an instant matter, with its result


class OutboxKind(StrEnum):
    """What waits to be sent."""

    APPLICATION = "application"
    RATING = "rating"


class PinDoor(StrEnum):
    """Where a PIN is asked for. The second is before every resident's eyes, so its tries are its own."""

    ENTRANCE = "entrance"  # behind the four corners
    COMPARISON = "comparison"  # a clerk vouches for a person


class PrintState(StrEnum):
    """A paper's life. `abandoned`: meant, never begun, and whoever wanted it has left."""

    INTENT = "intent"
    SENT = "sent"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    NOTHING = "nothing"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One picture: the hash of its plain bytes, and the box that they lie in."""

    sha256: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """One application as the visit hands it over; `slip_number` was reserved before and stands in the sealed body."""

    application_id: str
    matter: str
    slip_number: str
    body_sha256: str
    sealed_body: bytes = field(repr=False)
    print_id: str
    attachments: tuple[Attachment, ...] = ()
    sealed_key: bytes = field(default=b"", repr=False)  # empty: the boxes open with the sender's key itself
    lane: int | None = None  # what is sent in order: the same resident's have the same (kiosk.contract.lanes)
    draft_tag: bytes | None = field(default=None, repr=False)  # under which a draft of the same may lie: it goes


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What slip and screen say of an application, for ever. `result` comes with the word done, and with no other."""

    word: Word
    number: str
    promised_on: date | None = None
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One thing to be sent. Ratings bring their payload; an application's boxes come from `Store.sealed`."""

    id: int
    kind: OutboxKind
    subject: str
    tries: int
    made_at: datetime
    cause: str | None = None
    payload: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SealedApplication:
    """All that the sender needs of one application."""

    application_id: str
    body_sha256: str
    sealed_body: bytes = field(repr=False)
    attachments: tuple[Attachment, ...]
    sealed_key: bytes = field(default=b"", repr=False)  # empty: of an older version, sealed to the sender's key itself


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not yet in the office's hands. `refused` need a person; `held` is why nothing is sent now."""

    count: int
    oldest_at: datetime | None
    refused: int
    held: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """What the office declined for good: the number on the slip, the matter's slug, the office's code and sentence, and
    since when it waits for a person."""

    slip_number: str
    matter: str
    code: str
    sentence: str
    since: datetime


@dataclass(frozen=True, slots=True)
class PrintRow:
    """One paper in the ledger."""

    id: str
    kind: str
    subject: str
    state: PrintState
    papers: int
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A queue number that was written down before it was printed."""

    request_id: str
    group: str
    number: str
    business_date: date
    own: bool


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One line of the audit log, as it is on disk; `hash` ties it to the line before."""

    seq: int
    at: str  # UTC, as kiosk.store.database.stamp writes it
    mono_ms: int  # since this machine's boot
    boot_id: str
    kind: str
    outcome: str
    subject: str
    hash: bytes = field(default=bytes(32), repr=False)

    @property
    def at_utc(self) -> datetime:
        """When, by this machine's clock, which may have been wrong; the order is that of `seq`."""
        return datetime.fromisoformat(self.at)

    @property
    def mono(self) -> float:
        """Seconds since this machine's boot."""
        return self.mono_ms / 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """When nobody may begin any more (reliability research 4.7: payment terminals stop at 500), and, in `margin`, how much
    further those who have begun may still go."""

    pending: int = 500
    free_bytes: int = 200 * 1024 * 1024
    age: timedelta = timedelta(days=7)  # of the oldest that was never sent
    margin_pending: int = 10
    margin_bytes: int = 100 * 1024 * 1024
