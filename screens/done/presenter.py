"""The outcome as values. No Kivy."""

from dataclasses import dataclass, replace
from datetime import date

from kiosk.session.events import Rated
from kiosk.session.snapshot import DoneShown, Frame, Result, Row, Say
from kiosk.words import Words
from screens.values import NOTHING, Footer, Intent, Line, Note, Samples, day, lines, main, say

_TONES = {"done": "ok", "accepted": "ok", "received": "ok", "kept": "info"}
_ICONS = {"done": "check", "accepted": "check", "received": "check", "kept": "keep"}


@dataclass(frozen=True, slots=True)
class Rating:
    """One of the five levels."""

    intent: Intent
    icon: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ResultView:
    """What an instant matter ended with: its name, its number, until when it holds."""

    name: str = ""
    number: str = ""
    valid: str = ""


@dataclass(frozen=True, slots=True)
class DoneView:
    """What the screen shows: the outcome, its result, the paper, the number, the rating.

    `word` is the outcome where something stands above it: that an instant matter is not done yet.
    """

    icon: str
    tone: str
    outcome: str
    word: str
    meaning: str
    result: ResultView
    slip: Note
    rows: tuple[Line, ...]
    qr: str
    qr_words: str
    question: str
    ratings: tuple[Rating, ...]
    reminder: Note
    more: str
    footer: Footer


def present(shown: DoneShown, frame: Frame, words: Words) -> DoneView:
    outcome = words(f"outcome.{shown.outcome}")
    open_still = shown.instant and shown.outcome != "done"  # she came to have it done at once
    return DoneView(
        icon="clock" if open_still else _ICONS[shown.outcome],
        tone="info" if open_still else _TONES[shown.outcome],
        outcome=words("done.not-yet") if open_still else outcome,
        word=outcome if open_still else "",
        meaning=words(f"done.instant.{shown.outcome}" if open_still else f"outcome.{shown.outcome}.meaning"),
        result=_result(shown, words),
        slip=slip_note(words, shown.slip, shown.slip_trouble, "done"),
        rows=_rows(shown, words),
        qr=shown.qr,
        qr_words=words("done.qr") if shown.qr else "",
        question=words("done.thanks") if shown.rating else words("done.question"),
        ratings=tuple(_rating(level, shown.rating, words) for level in (5, 4, 3, 2, 1)),
        reminder=Note(words("done.card-left"), "warn", "card")
        if shown.card_left
        else Note(words("done.wiped"), "info", "shield"),
        more=words("button.more"),
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


def _result(shown: DoneShown, words: Words) -> ResultView:
    if shown.result is None:
        return ResultView()
    until = shown.result.valid_until
    valid = words("done.valid", day=day(words, until)) if until else ""
    return ResultView(shown.result.name, shown.result.number, valid)


def _rows(shown: DoneShown, words: Words) -> tuple[Line, ...]:
    number = words(f"done.number.{shown.outcome}")  # 受理编号 only where it was accepted
    rows = [Row(words("done.matter"), shown.matter), Row(number, shown.number)]
    if shown.promised_on is not None:
        rows.append(Row(words("done.promised"), day(words, shown.promised_on)))
    return lines(words, tuple(rows))


def _rating(level: int, rated: int | None, words: Words) -> Rating:
    word = words(f"rating.{level}")
    return Rating(Intent(word, f"rate:{level}", Rated(level)), f"face{level}", word, level == rated)


_RESULT = Result("资格认证结果回执", "320682-ZM-2026-000187", date(2027, 11, 22))
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
    "done": DoneShown(
        "养老金资格认证", "done", _NUMBER, None, "printed", None, _QR, None, False, instant=True, result=_RESULT
    ),
    "instant, kept": DoneShown(
        "养老金资格认证", "kept", "T01-20261122-0042", None, "printed", None, _QR, None, True, instant=True
    ),
    "instant, received": DoneShown(
        "养老金资格认证", "received", _NUMBER, None, "printing", None, _QR, None, False, instant=True
    ),
    "instant, accepted": DoneShown(
        "养老金资格认证", "accepted", _NUMBER, None, "printed", None, _QR, None, False, instant=True
    ),
}
SAMPLES_EN: Samples = {
    "done": DoneShown(
        "Proof of life for the pension",
        "done",
        _NUMBER,
        None,
        "printed",
        None,
        _QR,
        None,
        False,
        instant=True,
        result=replace(_RESULT, name="Proof of eligibility"),
    ),
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
