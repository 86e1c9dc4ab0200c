"""What lies over a screen, as one kind of sheet. No Kivy."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.session.events import CancelConfirmed, StayPressed
from kiosk.session.snapshot import CancelAsked, FaultShown, Frame, HelpShown, Overlay, Say, TimeWarning
from kiosk.words import Words
from screens.values import NOTHING, Intent, say

NAMES = frozenset({"time", "cancel", "help", "fault"})  # of the sheets below


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence with its picture and its heading."""

    icon: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet: a picture or a large number, a title, sentences, at most two buttons."""

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


def present(shown: Overlay, frame: Frame, words: Words) -> SheetView:
    if isinstance(shown, TimeWarning):
        return _time(shown, words)
    if isinstance(shown, CancelAsked):
        return _cancel(words)
    if isinstance(shown, HelpShown):
        return _help(shown, words)
    return _fault(shown, words)


def _stay(words: Words, key: str) -> Intent:
    return Intent(words(key), "stay", StayPressed())


def _time(shown: TimeWarning, words: Words) -> SheetView:
    return SheetView(
        "time",
        "",
        "warn",
        str(shown.seconds_left),
        words("time.title"),
        words("time.sentence"),
        (),
        _stay(words, "button.go-on"),
        NOTHING,
        True,
    )


def _cancel(words: Words) -> SheetView:
    leave = Intent(words("button.leave-and-clear"), "leave", CancelConfirmed())
    return SheetView(
        "cancel",
        "exit",
        "warn",
        "",
        words("cancel.title"),
        words("cancel.sentence"),
        (),
        _stay(words, "button.go-on"),
        leave,
        False,
    )


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
    "cancel": CancelAsked(),
    "fault": FaultShown(Say("fault.happened.not-admitted"), Say("fault.kept.nothing"), Say("fault.todo.window")),
    "help": HelpShown("0513-00000000"),
}
