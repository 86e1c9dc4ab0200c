"""What lies over a screen, as one kind of sheet. No Kivy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.session.events import (
    AfreshPressed,
    CancelConfirmed,
    DealtWithConfirmed,
    KeepPressed,
    ResumePressed,
    StayPressed,
)
from kiosk.session.snapshot import (
    CancelAsked,
    DraftFoundAsked,
    DraftKeptShown,
    DraftSaving,
    FaultShown,
    Frame,
    HelpShown,
    Overlay,
    RefusalAsked,
    Say,
    TimeWarning,
)
from kiosk.words import Words
from screens.values import NOTHING, Intent, say, short_day

NAMES = frozenset(
    {"time", "cancel", "help", "fault", "draft-found", "draft-saving", "draft-kept", "refusal"}
)  # of the sheets below


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence with its picture and its heading."""

    icon: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet: a picture or a large number, a title, sentences, at most three buttons."""

    name: str
    icon: str
    tone: str
    number: str
    title: str
    sentence: str
    tellings: tuple[Telling, ...]
    stay: Intent
    leave: Intent
    anywhere: bool  # any touch at all means `stay`
    keep: Intent = NOTHING  # between the two: keep what is filled in, and leave


def present(shown: Overlay, frame: Frame, words: Words) -> SheetView:
    match shown:
        case TimeWarning():
            return _time(shown, words)
        case CancelAsked():
            return _cancel(shown, words)
        case HelpShown():
            return _help(shown, words)
        case FaultShown():
            return _fault(shown, words)
        case DraftFoundAsked() | DraftSaving() | DraftKeptShown():
            return _draft(shown, frame, words)
        case RefusalAsked():
            return _refusal(shown, words)


def _stay(words: Words, key: str) -> Intent:
    return Intent(words(key), "stay", StayPressed())


def _keep(words: Words, days: int) -> tuple[tuple[Telling, ...], Intent]:
    """What keeping means, and its button; nothing where nothing can be kept."""
    if not days:
        return (), NOTHING
    how = Telling("lock", words("draft.how"), words("draft.how.text", days=days))
    return (how,), Intent(words("button.keep-draft"), "keep", KeepPressed())


def _time(shown: TimeWarning, words: Words) -> SheetView:
    tellings, keep = _keep(words, shown.keep_days)
    return SheetView(
        "time",
        "",
        "warn",
        str(shown.seconds_left),
        words("time.title"),
        words("time.sentence"),
        tellings,
        _stay(words, "button.go-on"),
        NOTHING,
        True,
        keep,
    )


def _cancel(shown: CancelAsked, words: Words) -> SheetView:
    tellings, keep = _keep(words, shown.keep_days)
    leaves = "button.leave-unsaved" if shown.keep_days else "button.leave-and-clear"
    sentence = "cancel.sentence.unsaved" if shown.keep_days else "cancel.sentence"
    if shown.is_full:
        tellings = (Telling("warn", words("draft.full"), words("draft.full.text")),)
    return SheetView(
        "cancel",
        "exit",
        "warn",
        "",
        words("cancel.title"),
        words("cancel.sentence.resumed" if shown.resumed else sentence),
        tellings,
        _stay(words, "button.go-on"),
        Intent(words(leaves), "leave", CancelConfirmed()),
        False,
        keep,
    )


# ---- drafts -------------------------------------------------------------------------------------------------------


def _draft(shown: DraftFoundAsked | DraftSaving | DraftKeptShown, frame: Frame, words: Words) -> SheetView:
    match shown:
        case DraftFoundAsked():
            return _found(shown, words)
        case DraftSaving():
            return _saving(words)
        case DraftKeptShown():
            return _kept(shown, frame, words)


def _found(shown: DraftFoundAsked, words: Words) -> SheetView:
    return SheetView(
        "draft-found",
        "keep",
        "info",
        "",
        words("draft.found"),
        words("draft.found.text", day=short_day(words, shown.made_on), matter=shown.matter),
        (Telling("bin", words("draft.afresh"), words("draft.afresh.text")),),
        Intent(words("button.resume-draft"), "resume", ResumePressed()),
        Intent(words("button.afresh"), "afresh", AfreshPressed()),
        False,
    )


def _saving(words: Words) -> SheetView:
    return SheetView(
        "draft-saving",
        "keep",
        "info",
        "",
        words("draft.saving"),
        words("draft.saving.text"),
        (),
        NOTHING,
        NOTHING,
        False,
    )


def _kept(shown: DraftKeptShown, frame: Frame, words: Words) -> SheetView:
    day = short_day(words, shown.until)
    tellings = [Telling("card", words("draft.next-time"), words("draft.next-time.text", terminal=frame.terminal))]
    if shown.left_out:
        text = words("draft.left-out.text", count=shown.left_out)
        tellings.append(Telling("camera", words("draft.left-out"), text))
    return SheetView(
        "draft-kept",
        "check",
        "info",
        "",
        words("draft.kept"),
        words("draft.kept.text", day=day, matter=shown.matter),
        tuple(tellings),
        _stay(words, "button.leave-kept"),
        NOTHING,
        False,
    )


# ---- the technician's ------------------------------------------------------------------------------------------------


def _refusal(shown: RefusalAsked, words: Words) -> SheetView:
    since = words("refusal.since", day=short_day(words, shown.since), sentence=shown.sentence)
    return SheetView(
        "refusal",
        "bin",
        "warn",
        "",
        words("refusal.title"),
        words("refusal.sentence"),
        (
            Telling("form", f"{shown.slip_number} · {shown.matter}", since),
            Telling("bin", words("refusal.goes"), words("refusal.goes.text")),
        ),
        _stay(words, "button.not-yet"),
        Intent(words("button.dealt-with"), "dealt-with", DealtWithConfirmed()),
        False,
    )


# ---- others -------------------------------------------------------------------------------------------------------


def _help(shown: HelpShown, words: Words) -> SheetView:
    return SheetView(
        "help",
        "phone",
        "info",
        "",
        shown.phone,
        words("help.sentence"),
        (
            Telling("people", words("help.people"), words("help.people.text")),
            Telling("shield", words("help.safe"), words("help.safe.text")),
        ),
        _stay(words, "button.close"),
        NOTHING,
        False,
    )


def _fault(shown: FaultShown, words: Words) -> SheetView:
    tellings = (
        Telling("keep", words("fault.kept"), say(words, shown.kept)),
        Telling("touch", words("fault.todo"), say(words, shown.todo)),
    )
    return SheetView(
        "fault",
        "warn",
        "warn",
        "",
        say(words, shown.happened),
        "",
        tellings,
        _stay(words, "button.understood"),
        NOTHING,
        False,
    )


SAMPLES: Mapping[str, Overlay] = {
    "time": TimeWarning(27),
    "time-keep": TimeWarning(27, 7),
    "cancel": CancelAsked(),
    "cancel-keep": CancelAsked(7),
    "cancel-keep-resumed": CancelAsked(7, resumed=True),
    "cancel-full": CancelAsked(is_full=True),
    "draft-found": DraftFoundAsked("城乡居民基本养老保险待遇资格认证", date(2026, 11, 22)),
    "draft-saving": DraftSaving(),
    "draft-kept": DraftKeptShown("高龄津贴", date(2026, 11, 29), 0),
    "draft-kept-without-pictures": DraftKeptShown("高龄津贴", date(2026, 11, 29), 12),
    "refusal": RefusalAsked("CJ01-20261122-0007", "高龄津贴", date(2026, 11, 22), "本大厅不受理该事项，请到窗口咨询。"),
    "fault": FaultShown(Say("fault.happened.not-admitted"), Say("fault.kept.nothing"), Say("fault.todo.window")),
    "fault-store-lost": FaultShown(
        Say("fault.happened.store-lost"), Say("fault.kept.store-lost"), Say("fault.todo.store-lost")
    ),
    "help": HelpShown("0513-00000000"),
}
