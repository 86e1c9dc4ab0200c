"""The hall's tables. UNIQUE stands wherever the same must not be twice: rules in code race, the database does not."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_MOMENT = String(32)  # UTC, ISO 8601: SQLite keeps no zone


class Table(DeclarativeBase):
    """All tables of the hall."""


class Terminal(Table):
    """A terminal that may speak to this hall; of its token only the hash is kept."""

    __tablename__ = "terminal"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[str] = mapped_column(_MOMENT)


class TerminalState(Table):
    """What a terminal said last of itself; `said` is the whole heartbeat, which is JSON."""

    __tablename__ = "terminal_state"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.id"), primary_key=True)
    heard_at: Mapped[str] = mapped_column(_MOMENT)
    said: Mapped[str] = mapped_column(Text)


class TerminalChange(Table):
    """One device became something else; `device` is `terminal` where the whole terminal went silent or spoke again."""

    __tablename__ = "terminal_change"
    __table_args__ = (Index("terminal_change_of", "terminal_id", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.id"))
    at: Mapped[str] = mapped_column(_MOMENT)
    device: Mapped[str] = mapped_column(String(64))
    readiness: Mapped[str] = mapped_column(String(16))
    cause: Mapped[str | None] = mapped_column(String(64))
    actor: Mapped[str | None] = mapped_column(String(16))


class Counter(Table):
    """The last number of a series on one business day."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    business_date: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class GivenAnswer(Table):
    """The first answer to an application, given again for ever, byte for byte."""

    __tablename__ = "given_answer"

    application_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    body_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(Text)


class Application(Table):
    """One application that the hall holds."""

    __tablename__ = "application"
    __table_args__ = (Index("application_result", "result_number", unique=True),)

    id: Mapped[str] = mapped_column(ForeignKey("given_answer.application_id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    # Not unique: a terminal whose disk was replaced begins anew on the same day. The application's id is the key.
    slip_number: Mapped[str] = mapped_column(String(32))
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.id"))
    matter: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    received_at: Mapped[str] = mapped_column(_MOMENT)
    promised_on: Mapped[date | None] = mapped_column(Date)
    result_name: Mapped[str | None] = mapped_column(String(40))
    result_number: Mapped[str | None] = mapped_column(String(64))
    result_valid_until: Mapped[date | None] = mapped_column(Date)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Material(Table):
    """One picture of an application; it comes before the application itself."""

    __tablename__ = "material"

    application_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[str] = mapped_column(_MOMENT)


class Piece(Table):
    """A part of a picture that is not whole yet; pieces follow each other without a gap."""

    __tablename__ = "piece"
    __table_args__ = (Index("piece_of", "terminal_id", "received_at"),)

    application_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    offset: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    length: Mapped[int] = mapped_column(Integer)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.id"))
    received_at: Mapped[str] = mapped_column(_MOMENT)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Ticket(Table):
    """One queue number; `called_at` once a window has called it."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("business_date", "group_id", "sequence"),
        Index("ticket_waiting", "business_date", "group_id", "called_at"),
    )

    request_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.id"))
    group_id: Mapped[str] = mapped_column(String(32))
    business_date: Mapped[date] = mapped_column(Date)
    sequence: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(16))
    is_priority: Mapped[bool] = mapped_column()
    ahead: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[str] = mapped_column(_MOMENT)
    called_at: Mapped[str | None] = mapped_column(_MOMENT)


class Rating(Table):
    """How a resident found it (GB/T 39735)."""

    __tablename__ = "rating"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    application_id: Mapped[str] = mapped_column(String(36))
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.id"))
    level: Mapped[int] = mapped_column(Integer)
    rated_at: Mapped[str] = mapped_column(_MOMENT)


class Booking(Table):
    """One half day at the window. `sequence` counts on the day that was booked, and heads nothing personal."""

    __tablename__ = "booking"
    __table_args__ = (UniqueConstraint("day", "sequence"), Index("booking_half", "day", "half"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.id"))
    matter: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(Date)
    half: Mapped[str] = mapped_column(String(16))
    sequence: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[str] = mapped_column(_MOMENT)


class Holder(Table):
    """Whose code it is. Of the code only the hash is kept; a code that lives a minute needs no slow one."""

    __tablename__ = "holder"

    code_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(Text)  # JSON, as contract.inquiries.Person
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    valid_until: Mapped[str | None] = mapped_column(_MOMENT)


class Agent(Table):
    """Who may vouch for others. The hash keeps numbers out of sight, not from somebody who tries them all."""

    __tablename__ = "agent"

    number_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    reference: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(40))
