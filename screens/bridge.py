"""The only door from threads into Kivy: a queue that the window's loop empties, and a nudge that ends its sleep."""

import logging
import threading
from collections import deque
from collections.abc import Callable

from screens import window

_ANSWER = 0.01  # seconds; the session answers within one or two, a frame without a GPU takes forty

log = logging.getLogger(__name__)

_calls: deque[Callable[[], None]] = deque()
_posted = threading.Event()
_expected = threading.Event()
_broken: list[Callable[[], None]] = []


def post(call: Callable[[], None]) -> None:
    """Run `call` on the window's thread before the next frame, in the order of posting. From any thread."""
    _calls.append(call)
    _posted.set()
    window.wake()


def expect() -> None:
    """Something was asked: the next `drain` waits a moment for the answer, so that one frame shows both, not two."""
    _posted.clear()
    _expected.set()


def when_broken(call: Callable[[], None]) -> None:
    """Run `call` when a posted call failed: what is on the glass may be half of one screen and half of another."""
    _broken.append(call)


def drain() -> None:
    """Run what was posted until now. On the window's thread; a failing call does not stop the next."""
    if _expected.is_set():
        _expected.clear()
        _posted.wait(_ANSWER)
    for _ in range(len(_calls)):  # what these post themselves waits for the next turn
        call = _calls.popleft()
        try:
            call()
        except Exception:  # the loop must live; the log says what broke
            log.exception("a posted call failed")
            for told in _broken:
                told()


def forget() -> None:
    """Drop what was posted and not run (between tests, and when the window closes)."""
    _calls.clear()
