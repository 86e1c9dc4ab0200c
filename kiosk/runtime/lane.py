"""A lane: one thread that does one kind of slow work for the keeper, in order, and posts what came of it."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

from kiosk.errors import KioskError

Post = Callable[[Callable[[], None]], None]
_Job = tuple[Callable[[], Any], Callable[[Any], None]]

_log = logging.getLogger(__name__)


class Lane:
    """`do` returns at once; `then` runs in the keeper's own thread with the result, or with the KioskError that came.

    A thread of its own rather than a pool's: Python waits for a pool's threads at exit, and a stop must not.
    """

    def __init__(self, name: str, post: Post) -> None:
        self._post = post
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_free(self) -> bool:
        """Whether nothing is under way or waits (asked by the keeper's thread only)."""
        return self._waiting == 0

    def do(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Have `work` done in the lane's thread, then `then` in the keeper's."""
        self._waiting += 1
        self._jobs.put((work, then))

    def close(self, patience: float) -> None:
        """Take no more work; wait so long for what is under way. What is not done by then ends with the process."""
        self._jobs.put(None)
        self._thread.join(patience)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, then = job
            result = _result(work)
            self._post(lambda then=then, result=result: self._finish(then, result))  # type: ignore[misc]

    def _finish(self, then: Callable[[Any], None], result: Any) -> None:
        self._waiting -= 1
        then(result)


def _result(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except KioskError as error:
        return error
    except Exception as error:  # the lane must live; the log says what broke
        _log.exception("a lane's work failed")
        return KioskError(type(error).__name__)
