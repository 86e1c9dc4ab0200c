"""The wipe: one list, at every ending, with a report that says of each item what became of it. The process's end does the
rest: Python cannot clear a str (research: reliability 3.3), the kernel clears every page of a process that has gone.
"""

import gc
import queue
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from kiosk.runtime import private_temp

Report = tuple[tuple[str, str], ...]

LEFT = "left"  # an item whose word has this is not done: it goes with the process
_PATIENCE = 2.5  # seconds for a device thread to finish what it is at and close its port


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the list: what is done about it, and which test shows it."""

    name: str
    does: str
    shown_by: str


# The order is that of the report. A test holds the report of every ending against this list.
LIST = (
    Item("session", "becomes one that nobody has touched; answers, card, pictures, strokes", "tests/flows/test_leaving.py"),
    Item("outgoing", "an application, question or booking under way is dropped", "tests/flows/test_leaving.py"),
    Item("draft", "goes with the session; the word says whether she had one kept", "tests/flows/test_drafts.py"),
    Item("devices", "every port is closed by the thread that owns it", "tests/flows/test_leaving.py"),
    Item("frames", "the camera's last one is overwritten when its port is closed", "tests/contract/test_document_camera.py"),
    Item("events", "what waits in the queue is dropped", "tests/flows/test_leaving.py"),
    Item("forms", "every screen but the farewell is dropped with what it showed", "tests/ui/test_forget.py"),
    Item("textures", "of texts, codes and the live picture are overwritten", "tests/ui/test_forget.py"),
    Item("caches", "that could hold a person's words are emptied", "tests/ui/test_forget.py"),
    Item("clipboard", "and the primary selection are ours and empty", "tests/e2e/test_selections.py"),
    Item("temp", "the visit's private directory is emptied; the keeper removes it", "tests/unit/runtime/test_wipe.py"),
    Item("spool", "nothing is spooled: papers go to the printer from the keeper's memory", "tests/unit/runtime/test_wipe.py"),
)  # fmt: skip
WINDOWS = ("forms", "textures", "caches", "clipboard")  # the window's part of the list


class Forgetful(Protocol):
    """A window that can drop what it shows."""

    def forget(self) -> Report:
        """A word for each of WINDOWS."""
        ...


class Watch(Protocol):
    """A thread that owns a device."""

    name: str

    @property
    def ident(self) -> int | None: ...

    def order(self, order: Literal["close"]) -> None: ...

    def join(self, timeout: float | None = None) -> None: ...

    def is_alive(self) -> bool: ...


def wipe(
    watches: Sequence[Watch],
    waiting: "queue.SimpleQueue[Any]",
    window: Forgetful,
    draft: str = "none",
    temp: Callable[[], str] = lambda: _empty_temp(),
) -> Report:
    """Go through the list. Session and what was under way are gone already when this is called."""
    stuck = _close(watches)
    said = {
        "session": "cleared",
        "outgoing": "cleared",
        "draft": draft,
        "devices": f"{LEFT}: {' '.join(stuck)}" if stuck else "closed",
        "frames": f"{LEFT} to the end of the process" if "document-camera" in stuck else "overwritten",
        "events": f"{_drain(waiting)} dropped",
        **dict(window.forget()),
        "temp": temp(),
        "spool": _spool(),
    }
    gc.collect()
    return tuple((item.name, said.get(item.name, f"{LEFT}: no answer")) for item in LIST)


def left(report: Report) -> tuple[str, ...]:
    """The items that were not done."""
    return tuple(name for name, how in report if LEFT in how)


def _close(watches: Sequence[Watch]) -> list[str]:
    """Close the ports; the names of those whose thread does not come back."""
    for watch in watches:
        watch.order("close")
    begun = [watch for watch in watches if watch.ident is not None]
    for watch in begun:
        watch.join(_PATIENCE)
    return [watch.name for watch in begun if watch.is_alive()]


def _empty_temp() -> str:
    """Only a directory that the keeper made for this visit: nobody else's is touched."""
    folder = Path(tempfile.gettempdir())
    return private_temp.empty(folder) if private_temp.is_private(folder) else "none of this visit"


def _spool() -> str:
    """A place to look comes with a print system that has one (CUPS); the word says what was looked at."""
    return "nothing to look at: no print system"


def _drain(waiting: "queue.SimpleQueue[Any]") -> int:
    dropped = 0
    while True:
        try:
            waiting.get_nowait()
        except queue.Empty:
            return dropped
        dropped += 1
