"""What stands around every screen: header, languages and help, steps, notices, the time left. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import CancelPressed, HelpPressed, LanguageChosen
from kiosk.session.snapshot import (
    STEPS,
    AttractShown,
    DoneShown,
    Frame,
    GateShown,
    Shown,
    SubmittingShown,
    TechnicianShown,
    TicketsShown,
    WipingShown,
)
from kiosk.words import LANGUAGES, Words
from screens.values import NOTHING, Intent, Note, day_and_weekday, say

_NO_WAY_OUT = (AttractShown, SubmittingShown, DoneShown, WipingShown, GateShown, TechnicianShown)
_LAST, _EVERY = 10, 5
_STAFF = (GateShown, TechnicianShown)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six steps: its number, its word, whether it is done or now."""

    number: str
    word: str
    done: bool
    now: bool
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Language:
    """One language to choose."""

    intent: Intent
    chosen: bool


@dataclass(frozen=True, slots=True)
class HeaderView:
    """Where we are and what time it is."""

    hall: str
    terminal: str
    time: str
    date: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything around the screen."""

    header: HeaderView
    languages: tuple[Language, ...]
    help: Intent
    leave: Intent
    steps: tuple[Step, ...]
    notices: tuple[Note, ...]
    left: str
    tools: bool
    bare: bool  # the screen fills the window by itself


def present(shown: Shown, frame: Frame, words: Words) -> PageView:
    """The page around `shown`."""
    staff = isinstance(shown, _STAFF) or (isinstance(shown, TicketsShown) and shown.staff)
    leave = not staff and not isinstance(shown, _NO_WAY_OUT)
    return PageView(
        header=header(frame, words),
        languages=tuple(_language(key, frame.language) for key in frame.languages),
        help=Intent(words("button.help"), "help", HelpPressed(), icon="help"),
        leave=Intent(words("button.leave"), "cancel", CancelPressed(), icon="exit") if leave else NOTHING,
        steps=_steps(frame.step, isinstance(shown, DoneShown), words),
        notices=tuple(Note(say(words, notice), "warn", _icon(notice.key)) for notice in frame.notices),
        left=words("page.left", seconds=calm(frame.seconds_left)) if frame.seconds_left is not None else "",
        tools=not staff,
        bare=isinstance(shown, AttractShown | WipingShown),
    )


def calm(seconds: int) -> int:
    """Seconds as they are told: each of the last ten, before that every fifth, so that nothing flickers all the time."""
    return seconds if seconds <= _LAST else -(-seconds // _EVERY) * _EVERY


def header(frame: Frame, words: Words) -> HeaderView:
    """The header: hall, terminal, clock, date."""
    return HeaderView(
        hall=frame.hall,
        terminal=words("page.terminal", terminal=frame.terminal),
        time=f"{frame.wall:%H:%M}",
        date=day_and_weekday(words, frame.wall.date()),
    )


def _language(key: str, chosen: str) -> Language:
    return Language(Intent(LANGUAGES[key], f"lang:{key.split('_')[0]}", LanguageChosen(key)), key == chosen)


def _steps(step: int | None, finished: bool, words: Words) -> tuple[Step, ...]:
    if step is None:
        return ()
    return tuple(
        Step(
            number=str(number + 1),
            word=words(f"step.{key}"),
            done=number < step or finished,
            now=number == step,
            first=number == 0,
            last=number == len(STEPS) - 1,
        )
        for number, key in enumerate(STEPS)
    )


def _icon(key: str) -> str:
    return {"notice.no-paper": "printer", "notice.no-network": "network"}.get(key, "info")
