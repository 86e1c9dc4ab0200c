"""The panel's own thread: looks at the bench about once a second, does what the trainer wishes, says what is there.

Nothing here waits for the window and the window never waits for this. A far end that does not answer is left out of the
board until it comes back.
"""

import base64
import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.session.events import Event
from screens.bench.panel import training
from screens.bench.panel.values import (
    Board,
    Do,
    Everything,
    Glass,
    Memory,
    Open,
    PanelScene,
    Perform,
    Sheet,
    Speak,
    Spoil,
    State,
)

Ask = Callable[..., State]  # ask(op, **arguments) → the state afterwards; raises ValueError, OSError
Look = Callable[[Sequence[str]], Glass]
Publish = Callable[[Board, Memory], None]

_EVERY = 1.0  # seconds between two looks
_WHILE_PRINTING = 0.2
_PAPER_TURNS = 5  # so many looks at the paper make one at everything

log = logging.getLogger(__name__)


class Desk:
    """`ask` by far end; `look` at the glass for sentences; `publish` gets every new board, on this thread."""

    def __init__(self, ask: Mapping[str, Ask], look: Look, scenes: Sequence[PanelScene], publish: Publish) -> None:
        self._ask, self._look, self._publish = ask, look, publish
        self._scenes = {scene.id: scene for scene in scenes}
        self._wishes: queue.Queue[Event | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="bench", daemon=True)
        self.board, self.memory = Board(), Memory()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._wishes.put(None)
        self._thread.join()

    def post(self, wish: Event) -> None:
        """What the trainer wishes. From any thread; returns at once."""
        self._wishes.put(wish)

    def look(self) -> None:
        """Ask everything once and publish it."""
        states = {device: state for device in self._ask if (state := self._state_of(device)) is not None}
        arrived = tuple(states.get("hall", {}).get("arrived", ()))
        steps = self._steps()
        keys = {key for _, step in training.awaited(steps, self.memory.passed) for key in step.words}
        glass = self._look(sorted(keys))
        self.board = Board(states, arrived, glass, self._sheet(states.get("receipt-printer", {})))
        self._pass(training.looked(steps, self.memory.passed, glass, self.memory.since))
        self._publish(self.board, self.memory)

    def _watch_paper(self) -> None:
        """Between two looks, while paper comes out: only the printer is asked."""
        printer = self._state_of("receipt-printer") or {}
        self.board = replace(self.board, sheet=self._sheet(printer))
        self._publish(self.board, self.memory)

    def wish(self, wish: Event) -> None:
        """Do one thing."""
        self.memory = replace(self.memory, trouble="")
        match wish:
            case Do():
                self._do(wish)
            case Perform(step) if (act := self._steps()[step].do) is not None:
                self._do(act)
                self._pass(max(self.memory.passed, step + 1))
            case Everything():
                for device in self.board.states:
                    self._do(Do(device, "reset"))
            case Speak(language):
                self.memory = replace(self.memory, language=language)
            case Spoil(damage):
                self.memory = replace(self.memory, damage=damage)
            case Open(scene):
                self.memory = replace(self.memory, scene=scene, passed=0, since="")

    def _pass(self, passed: int) -> None:
        if passed != self.memory.passed:
            self.memory = replace(self.memory, passed=passed, since=self.board.glass.screen)

    def _run(self) -> None:
        turn = 0
        while True:
            turn += 1
            try:
                grows = self.board.sheet.grows
                self._watch_paper() if grows and turn % _PAPER_TURNS else self.look()
                wish = self._wishes.get(timeout=_WHILE_PRINTING if self.board.sheet.grows else _EVERY)
                if wish is None:
                    return
                self.wish(wish)
            except queue.Empty:
                continue

    def _do(self, wish: Do) -> None:
        try:
            self._ask[wish.device](wish.op, **dict(wish.arguments))
        except (OSError, ValueError) as error:
            log.warning("%s %s: %s", wish.device, wish.op, error)
            self.memory = replace(self.memory, trouble=wish.device)
            return
        self._pass(training.done_by_hand(self._steps(), self.memory.passed, wish))

    def _state_of(self, device: str) -> State | None:
        try:
            return self._ask[device]("arrived" if device == "hall" else "state")
        except (OSError, ValueError):
            return None

    def _steps(self) -> Sequence[Any]:
        scene = self._scenes.get(self.memory.scene)
        return scene.steps if scene is not None else ()

    def _sheet(self, printer: State) -> Sheet:
        """What hangs out, else what fell last. A paper is read from its file once."""
        if printer.get("hangs_out_mm"):
            return replace(self._roll(), number=len(printer["papers"]) + 1)
        if not printer.get("papers"):
            return Sheet()
        last = printer["papers"][-1]
        if (self.board.sheet.number, self.board.sheet.grows) == (last["number"], False):
            return self.board.sheet
        try:
            png = Path(last["png"]).read_bytes() if last["png"] else b""
        except OSError:
            png = b""
        return Sheet(png, False, last["number"], last["complete"])

    def _roll(self) -> Sheet:
        try:
            return Sheet(base64.b64decode(self._ask["receipt-printer"]("roll").get("png", "")), grows=True)
        except (OSError, ValueError):
            return Sheet(grows=True)
