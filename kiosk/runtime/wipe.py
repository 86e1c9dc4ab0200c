"""The wipe: one routine by list, at every ending, with a report of what it did. The process's end does the rest:
Python cannot clear a str (research: reliability 3.3), the kernel clears every page of a process that has gone.
"""

import gc
import queue
from collections.abc import Sequence
from typing import Any, Literal, Protocol

Report = tuple[tuple[str, str], ...]

_PATIENCE = 2.5  # seconds for a device thread to finish what it is at and close its port


class Forgetful(Protocol):
    """A window that can drop what it shows."""

    def forget(self) -> None: ...


class Watch(Protocol):
    """A thread that owns a device."""

    name: str

    @property
    def ident(self) -> int | None: ...

    def order(self, order: Literal["close"]) -> None: ...

    def join(self, timeout: float | None = None) -> None: ...

    def is_alive(self) -> bool: ...


def wipe(watches: Sequence[Watch], waiting: "queue.SimpleQueue[Any]", window: Forgetful) -> Report:
    """Close the ports, drop what waits, what is shown and what was given. The session itself is gone already."""
    report = [("session", "cleared")]
    for watch in watches:
        watch.order("close")
    for watch in watches:
        if watch.ident is not None:
            watch.join(_PATIENCE)
            report.append((watch.name, "closed" if not watch.is_alive() else "left to the end of the process"))
    report.append(("events", f"{_drain(waiting)} dropped"))
    window.forget()
    report.append(("window", "cleared"))
    gc.collect()
    return tuple(report)


def _drain(waiting: "queue.SimpleQueue[Any]") -> int:
    dropped = 0
    while True:
        try:
            waiting.get_nowait()
        except queue.Empty:
            return dropped
        dropped += 1
