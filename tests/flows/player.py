"""Plays a scene before a terminal without a window.

What a finger touches is found by its name among what the presenters offer for the very snapshot that is on the glass, and
the event that it carries is posted, as a button does. Keys, the pad and the corners are not offered by presenters: they
are played as their screens turn them into events.
"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Snapshot
from kiosk.settings.scenes import Hand, Scene, Step, meant
from kiosk.words import words
from kiosk.words.standing import standing
from screens.attract.corners import CornerSequence
from screens.page import presenter as page
from screens.router import ROUTES
from screens.sheets import presenter as sheets
from screens.values import Intent
from tests.flows.terminal import STROKE, Terminal, eventually


class Player:
    """A pair of hands that follow a scene."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._corners = CornerSequence()
        self.told: list[str] = []

    def play(self, scene: Scene) -> None:
        acts: dict[str, Callable[[Step], None]] = {
            "hand": lambda step: self._hand(step.hand),
            "touch": lambda step: self._touch(step.touch),
            "typed": lambda step: self._type(step.typed),
            "expect": self._expect,
            "say": lambda step: None,
        }
        for number, step in enumerate(scene.steps, 1):
            try:
                acts[step.verb](step)
            except AssertionError as gap:
                raise AssertionError(f"{scene.id}, step {number} ({step.verb} {_what(step)}): {gap}") from gap

    def _hand(self, hand: Hand | None) -> None:
        assert hand is not None
        self._terminal.bench.hand(hand.device).ask(hand.op, **hand.arguments)
        # A hand is slower than a poll: what it did to the reader has been noticed before it does the next thing.
        if (hand.device, hand.op) == ("id-reader", "lay"):
            noticed = lambda session: session.proof.there or session.proof.trouble or session.fault  # noqa: E731
            self._terminal.session_has(noticed)
        if (hand.device, hand.op) == ("id-reader", "lift"):
            self._terminal.session_has(lambda session: not session.proof.there)
            watch = self._terminal.here.visit._watches["id_reader"]
            eventually(lambda: not watch._reader._must_lift)

    def _touch(self, target: str) -> None:
        if target == "pad":
            self._terminal.sees(s.SignShown)
            self._terminal.touch(e.StrokeDrawn(STROKE))
            return
        if target.startswith("corner:"):
            self._corner(target.removeprefix("corner:"))
            return
        self._terminal.settle()
        there = offered(self._terminal.until(lambda shown: meant(target, offered(shown)) is not None))
        self._terminal.touch(there[meant(target, there) or target])

    def _corner(self, corner: str) -> None:
        self._terminal.sees(s.AttractShown)
        answer = self._corners.touched(corner, 0.0)
        if answer != "wait":
            self._terminal.touch(e.GateFound() if answer == "gate" else e.ScreenTouched())

    def _type(self, text: str) -> None:
        self._terminal.settle()
        shown = self._terminal.until(lambda shown: _takes_text(shown) is not None)
        taker = _takes_text(shown)
        assert taker is not None
        self._terminal.touch(taker(text))

    def _expect(self, step: Step) -> None:
        self._terminal.until(lambda shown: _is_there(shown, step))


def _what(step: Step) -> str:
    return step.touch or step.expect or (f"{step.hand.device} {step.hand.op}" if step.hand else "")


def _is_there(shown: Snapshot, step: Step) -> bool:
    over = sheets.present(shown.overlay, shown.frame, words()).name if shown.overlay is not None else ""
    if ROUTES[type(shown.shown)].name != step.expect or over != step.over:
        return False
    said = words(shown.frame.language)
    texts = [part for view in _views(shown) for part in _parts(view, str)]
    return standing(said, step.words, texts) == list(step.words)


def offered(shown: Snapshot) -> dict[str, e.Event]:
    """What can be touched now, by name: under a sheet only the sheet."""
    views = list(_views(shown))
    found = {part.target: part for view in views[-1:] if shown.overlay for part in _parts(view, Intent)}
    if not shown.overlay:
        found = {part.target: part for view in views for part in _parts(view, Intent)}
        if isinstance(shown.shown, s.AttractShown):
            return {"wake": e.ScreenTouched()}
    return {name: part.event for name, part in found.items() if name and part.enabled and part.event is not None}


def _views(shown: Snapshot) -> Iterator[Any]:
    said = words(shown.frame.language)
    yield page.present(shown.shown, shown.frame, said)
    yield ROUTES[type(shown.shown)].present(shown.shown, shown.frame, said)
    if shown.overlay is not None:
        yield sheets.present(shown.overlay, shown.frame, said)


def _parts(value: Any, kind: type) -> Iterator[Any]:
    """Every value of a kind in a view."""
    if isinstance(value, kind):
        yield value
    if isinstance(value, tuple | list):
        for part in value:
            yield from _parts(part, kind)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _parts(getattr(value, field.name), kind)


def _takes_text(shown: Snapshot) -> Callable[[str], e.Event] | None:
    """What typing does here: it fills the field in focus, or is a PIN."""
    if isinstance(shown.shown, s.GateShown):
        return e.PinEntered
    focused = next((field for field in getattr(shown.shown, "fields", ()) if field.focused), None)
    if focused is None or focused.input not in ("digits", "text"):
        return None
    return lambda text: e.ValueEntered(focused.key, text)
