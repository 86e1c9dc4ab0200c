"""The papers that a receipt printer puts out: slip 回执, ticket 排队号, booking 预约单, test. Masked facts → `Paper`."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.contract.bookings import BookingMade
from kiosk.contract.receipts import Result
from kiosk.documents.codes import booking_code, slip_code, ticket_code
from kiosk.ports.receipt_printer import Block, Line, Pair, Paper, Qr, Rule, Space
from kiosk.words import Words

_AFTER_HYPHEN = re.compile(r"(?<=-)")
_LARGE_COLUMNS = 16  # of double size on paper of 58 mm


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What a slip may show: `applicant` and `id_number` are masked before they get here, and empty where nobody was asked.

    `instant`: she came to have it done at once (即办件). `result`: the result's name in Chinese, as receipts have it, and
    in her language.
    """

    matter: str
    applicant: str
    id_number: str
    language: str
    limit_days: int | None
    instant: bool = False
    result: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Head:
    """Who prints: the same on every paper. `printed_at` is local time."""

    hall: str
    terminal: str
    phone: str
    version: str
    printed_at: datetime


def slip(
    words: Words,
    head: Head,
    facts: SlipFacts,
    word: str,
    number: str,
    promised_on: date | None,
    reprint: bool,
    result: Result | None = None,
) -> Paper:
    """The slip of one application; `word` is kept, received, accepted or done, and is said as the screen says it.

    `result` comes with the word done. An instant matter without it is said to be not done yet.
    """
    again: tuple[Block, ...] = (Line(words("slip.reprint"), bold=True, align="center"),) if reprint else ()
    is_open = facts.instant and word != "done"
    return Paper(
        "slip",
        (
            Line(head.hall, bold=True, align="center"),
            Line(words("slip.title"), align="center"),
            *again,
            Space(),
            *_word(words, word, is_open),
            *(_result(words, facts, result) if result else ()),
            Space(),
            Rule(),
            Pair(words("slip.matter"), facts.matter),
            Pair(words("slip.number"), number),
            *_person(words, facts),
            Pair(words("slip.time"), f"{head.printed_at:%Y-%m-%d %H:%M}"),
            *((Pair(words("slip.promised"), f"{promised_on:%Y-%m-%d}"),) if promised_on else ()),
            Rule(),
            Line(words(f"slip.meaning.{word}-instant" if is_open else f"slip.meaning.{word}")),
            Space(),
            Qr(slip_code(number)),
            Line(words("slip.how-to-ask"), align="center"),
            *_foot(words, head),
        ),
    )


def _word(words: Words, word: str, is_open: bool) -> tuple[Block, ...]:
    said = words(f"outcome.{word}")
    if not is_open:
        return (Line(said, size=2, bold=True, align="center"),)
    return Line(words("done.not-yet"), size=2, bold=True, align="center"), Line(said, bold=True, align="center")


def _result(words: Words, facts: SlipFacts, result: Result) -> tuple[Block, ...]:
    """What an instant matter ended with: its number is what she needs afterwards, so it is large."""
    until: tuple[Block, ...] = ()
    if result.valid_until is not None:
        until = (Line(f"{words('slip.valid-until')} {result.valid_until:%Y-%m-%d}", bold=True, align="center"),)
    return (
        Space(),
        Line(facts.result[1] if result.name == facts.result[0] else result.name, bold=True, align="center"),
        Space(),
        Line(words("slip.result.number"), align="center"),
        *_large(result.number),
        *until,
    )


def _large(number: str) -> tuple[Line, ...]:
    """A number in double size, broken after a hyphen and nowhere else; in plain size where that cannot be."""
    lines = [""]
    for part in _AFTER_HYPHEN.split(number):
        if len(lines[-1]) + len(part) <= _LARGE_COLUMNS:
            lines[-1] += part
        else:
            lines.append(part)
    if any(len(line) > _LARGE_COLUMNS for line in lines):
        return (Line(number, bold=True, align="center"),)
    return tuple(Line(line, size=2, bold=True, align="center") for line in lines)


def _person(words: Words, facts: SlipFacts) -> tuple[Block, ...]:
    if not facts.applicant:
        return ()
    return Pair(words("slip.applicant"), facts.applicant), Pair(words("slip.id-number"), facts.id_number)


def ticket(
    words: Words, head: Head, number: str, group: str, windows: str, ahead: int | None, day: date, reprint: bool
) -> Paper:
    """A queue ticket: the number large, people ahead only where the hall told it."""
    again: tuple[Block, ...] = (Line(words("slip.reprint"), bold=True, align="center"),) if reprint else ()
    waiting = words("ticket.ahead", ahead=ahead) if ahead is not None else words("ticket.ahead-unknown")
    return Paper(
        "ticket",
        (
            Line(head.hall, bold=True, align="center"),
            Line(words("ticket.title"), align="center"),
            *again,
            Space(),
            Line(number, size=4 if len(number) <= 5 else 2, bold=True, align="center"),
            Space(),
            Line(f"{group}  {words('ticket.windows', windows=windows)}", align="center"),
            Line(waiting, align="center"),
            Rule(),
            Qr(ticket_code(number, day.isoformat())),
            Line(words("ticket.keep"), align="center"),
            *_foot(words, head),
        ),
    )


def booking(words: Words, head: Head, matter: str, made: BookingMade, reprint: bool) -> Paper:
    """A half day at the window: the number large, and when and where to come with what."""
    again: tuple[Block, ...] = (Line(words("slip.reprint"), bold=True, align="center"),) if reprint else ()
    day = words(
        "date.whole",
        year=made.day.year,
        month=made.day.month,
        day=made.day.day,
        month_name=words(f"month.{made.day.month}"),
    )
    half = words(f"booking.half.{made.half.value}")
    where = words("booking.windows", windows=made.windows) if made.windows else words("booking.windows-any")
    return Paper(
        "booking",
        (
            Line(head.hall, bold=True, align="center"),
            Line(words("booking.paper.title"), align="center"),
            *again,
            Space(),
            Line(made.number, size=4 if len(made.number) <= 5 else 2, bold=True, align="center"),
            Line(where, bold=True, align="center"),
            Space(),
            Rule(),
            Pair(words("booking.paper.day"), f"{day} {words(f'weekday.{made.day.isoweekday()}')}"),
            Pair(words("booking.paper.time"), f"{half} {made.begins:%H:%M}-{made.ends:%H:%M}"),
            Pair(words("booking.paper.matter"), matter),
            Rule(),
            Line(words("booking.paper.bring")),
            Space(),
            Qr(booking_code(made.number, made.day.isoformat())),
            *_foot(words, head),
        ),
    )


def test(words: Words, head: Head) -> Paper:
    """The technician's test slip: both scripts, all sizes, both edges, a code."""
    return Paper(
        "test",
        (
            Line(words("test.title"), size=2, bold=True, align="center"),
            Pair(head.terminal, head.hall),
            Rule(),
            Line("中文 ABC 0123456789 ￥（）《》"),
            Line(words("test.size", size=2), size=2),
            Line(words("test.bold"), bold=True),
            Pair("|<", ">|"),
            Qr("KIOSK-TEST"),
            *_foot(words, head),
        ),
    )


def _foot(words: Words, head: Head) -> tuple[Block, ...]:
    return (
        Rule(),
        Line(words("slip.phone", phone=head.phone), align="center"),
        Line(f"{head.terminal} · {head.printed_at:%Y-%m-%d %H:%M:%S} · v{head.version}", align="center"),
        Space(),
    )
