"""The outcome as values. No Kivy."""

from dataclasses import dataclass
from datetime import date

from kiosk.session.events import Rated
from kiosk.session.snapshot import DoneShown, Frame, Row, Say
from kiosk.words import Words
from screens.values import NOTHING, Footer, Intent, Line, Note, Samples, day, lines, main, say

_TONES = {"accepted": "ok", "received": "ok", "kept": "info"}
_ICONS = {"accepted": "check", "received": "check", "kept": "keep"}


@dataclass(frozen=True, slots=True)
class Rating:
    """One of the five levels."""

    intent: Intent
    icon: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class DoneView:
    """What the screen shows: the outcome, the paper, the number, the rating."""

    icon: str
    tone: str
    outcome: str
    meaning: str
    slip: Note
    rows: tuple[Line, ...]
    qr: str
    qr_words: str
    question: str
    ratings: tuple[Rating, ...]
    reminder: Note
    footer: Footer


def present(shown: DoneShown, frame: Frame, words: Words) -> DoneView:
    return DoneView(
        icon=_ICONS[shown.outcome],
        tone=_TONES[shown.outcome],
        outcome=words(f"outcome.{shown.outcome}"),
        meaning=words(f"outcome.{shown.outcome}.meaning"),
        slip=slip_note(words, shown.slip, shown.slip_trouble, "done"),
        rows=_rows(shown, words),
        qr=shown.qr,
        qr_words=words("done.qr") if shown.qr else "",
        question=words("done.thanks") if shown.rating else words("done.question"),
        ratings=tuple(_rating(level, shown.rating, words) for level in (5, 4, 3, 2, 1)),
        reminder=Note(words("done.card-left"), "warn", "card")
        if shown.card_left
        else Note(words("done.wiped"), "info", "shield"),
        footer=Footer(NOTHING, main(words, "button.finish")),
    )


def slip_note(words: Words, slip: str, trouble: Say | None, paper: str) -> Note:
    """What became of the paper; `paper` is done (the slip) or ticket."""
    if slip == "printing":
        return Note(words(f"{paper}.slip.printing"), "info", "printer")
    if slip == "printed":
        return Note(words(f"{paper}.slip.printed"), "ok", "slip")
    sentence = words(f"{paper}.slip.{slip.replace('_', '-')}")
    if trouble is None:
        return Note(sentence, "warn", "warn")
    return Note(words("done.slip.because", cause=say(words, trouble), sentence=sentence), "warn", "warn")


def _rows(shown: DoneShown, words: Words) -> tuple[Line, ...]:
    number = words(f"done.number.{shown.outcome}")  # 受理编号 only where it was accepted
    rows = [Row(words("done.matter"), shown.matter), Row(number, shown.number)]
    if shown.promised_on is not None:
        rows.append(Row(words("done.promised"), day(words, shown.promised_on)))
    return lines(words, tuple(rows))


def _rating(level: int, rated: int | None, words: Words) -> Rating:
    word = words(f"rating.{level}")
    return Rating(Intent(word, f"rate:{level}", Rated(level)), f"face{level}", word, level == rated)


_NUMBER = "320682-CJ01-20261122-000187"
_DAY = date(2026, 12, 11)
_QR = "https://hall.example.gov.cn/q/320682-CJ01-20261122-000187"
SAMPLES: Samples = {
    "accepted": DoneShown("高龄补贴", "accepted", _NUMBER, _DAY, "printed", None, _QR, None, False),
    "received": DoneShown("高龄补贴", "received", _NUMBER, _DAY, "printing", None, _QR, 5, True),
    "kept": DoneShown("高龄补贴", "kept", "T01-20261122-0042", None, "unknown", None, _QR, None, True),
    "not printed": DoneShown(
        "80周岁以上老年人高龄津贴申领",
        "received",
        _NUMBER,
        _DAY,
        "not_printed",
        Say("error.printer.paper"),
        _QR,
        2,
        True,
    ),
}
SAMPLES_EN: Samples = {
    "accepted": DoneShown("Old-age allowance", "accepted", _NUMBER, _DAY, "printed", None, _QR, None, False),
    "received": DoneShown("Old-age allowance", "received", _NUMBER, _DAY, "printing", None, _QR, 5, True),
    "not printed": DoneShown(
        "Old-age allowance (80 and over)",
        "received",
        _NUMBER,
        _DAY,
        "not_printed",
        Say("error.printer.paper"),
        _QR,
        2,
        True,
    ),
}
