"""Tells the bench and the tests what can be touched now: JSON lines over a unix socket, read only, off by default.

{"op": "targets"} → {"ok": true, "state": {"screen": "home", "sheet": "", "targets": [{"id", "x", "y", "w", "h"}, …]}}
in window pixels, y down; "at" is the window's place on the display. {"op": "shown", "keys": […]} → {"screen", "sheet",
"said"}: those of the product's own sentences that were asked for and stand there. Nothing that a person typed or that is
told of her is ever answered.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kiosk.ports.bench import BenchAnswer, BenchRequest
from kiosk.words import words
from kiosk.words.standing import standing
from screens import bridge

_PATIENCE = 2.0  # seconds for the window's thread to answer
_LONGEST = 4096  # bytes of a request


def serve(path: Path, window: Any) -> threading.Thread:
    """Answer at `path` from a thread of its own, which ends with the process. `window` is the app's KioskWindow."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen()
    thread = threading.Thread(target=_listen, args=(listener, window), daemon=True)
    thread.start()
    return thread


def on_window(look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """`look` run on the window's thread. Raises TimeoutError where that thread does not turn."""
    done, found = threading.Event(), dict[str, Any]()

    def run() -> None:
        found.update(look())
        done.set()

    bridge.post(run)
    if not done.wait(_PATIENCE):
        raise TimeoutError("the window does not turn")
    return found


def seen(window: Any) -> dict[str, Any]:
    """The screen's name and everything that can be touched. On the window's thread."""
    from screens.widgets.touch import touchables

    shows = window.shows
    stage = shows.stage
    if stage is None:
        return {"screen": "", "sheet": "", "targets": []}
    root = stage.sheet or stage
    found = [_box(widget, stage.height) for widget in touchables(root) if widget.enabled]
    sheet = stage.sheet.view.name if stage.sheet else ""
    if sheet and stage.sheet.view.anywhere:
        found.append({"id": "anywhere", "x": 0, "y": 0, "w": round(stage.width), "h": round(stage.height)})
    boxes = [box for box in found if box["w"] > 0 and box["h"] > 0]
    return {"screen": shows.name, "sheet": sheet, "at": _place(), "targets": boxes}


def _place() -> list[int]:
    """Where the window's top left corner lies on the display."""
    from kivy.core.window import Window

    return [int(Window.left or 0), int(Window.top or 0)]


def told(window: Any, keys: Sequence[str]) -> dict[str, Any]:
    """The screen's name, the sheet over it, and which of these sentences stand there. On the window's thread."""
    shows = window.shows
    if shows.stage is None:
        return {"screen": "", "sheet": "", "said": []}
    sheet = shows.stage.sheet.view.name if shows.stage.sheet else ""
    said = standing(words(shows.language), [key for key in keys if words().has(key)], _texts(shows.stage))
    return {"screen": shows.name, "sheet": sheet, "said": said}


def _texts(root: Any) -> Iterator[str]:
    from screens.widgets.text import Text

    if root.opacity == 0:
        return
    if isinstance(root, Text):
        yield root.text
    for child in root.children:
        yield from _texts(child)


def _box(widget: Any, height: float) -> dict[str, Any]:
    x, y = widget.to_window(widget.x, widget.y)
    left, bottom, right, top = x, y, x + widget.width, y + widget.height
    for pane in _panes_around(widget):
        px, py = pane.to_window(pane.x, pane.y)
        left, right = max(left, px), min(right, px + pane.width)
        bottom, top = max(bottom, py), min(top, py + pane.height)
    return {
        "id": widget.target,
        "x": round(left),
        "y": round(height - top),
        "w": round(right - left),
        "h": round(top - bottom),
    }


def _panes_around(widget: Any) -> list[Any]:
    from screens.widgets.pane import Pane

    found, parent = [], widget.parent
    while parent is not None and parent is not parent.parent:
        if isinstance(parent, Pane):
            found.append(parent)
        parent = parent.parent
    return found


def _listen(listener: socket.socket, window: Any) -> None:
    while True:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            for line in connection.makefile("rb"):
                connection.sendall(_answer(line[:_LONGEST], window).encode())


def _answer(line: bytes, window: Any) -> BenchAnswer:
    try:
        request = BenchRequest.decode(line)
        if request.op == "targets":
            return BenchAnswer(ok=True, state=on_window(lambda: seen(window)))
        if request.op == "shown":
            keys = [str(key) for key in request.arguments.get("keys", ())]
            return BenchAnswer(ok=True, state=on_window(lambda: told(window, keys)))
        return BenchAnswer(ok=False, problem=f"the window knows only 'targets' and 'shown', not {request.op!r}")
    except (ValueError, TypeError, TimeoutError) as problem:
        return BenchAnswer(ok=False, problem=str(problem))
