"""A lane: one thread that does one kind of slow work for the keeper, in order, and posts what came of it."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from kiosk.errors import KioskError

Post = Callable[[Callable[[], None]], None]

_log = logging.getLogger(__name__)


class Lane:
    """`do` returns at once; `then` runs in the keeper's own thread with the result, or with the KioskError that came."""

    def __init__(self, name: str, post: Post) -> None:
        self._name = name
        self._post = post
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._waiting = 0

    @property
    def is_free(self) -> bool:
        """Whether nothing is under way or waits (asked by the keeper's thread only)."""
        return self._waiting == 0

    def do(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Have `work` done in the lane's thread, then `then` in the keeper's."""
        self._waiting += 1
        future = self._pool.submit(work)
        future.add_done_callback(lambda done: self._post(lambda: self._finish(done, then)))

    def close(self, wait: bool = True) -> None:
        """Take no more work; with `wait`, until what is under way has ended."""
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def _finish(self, done: "Future[Any]", then: Callable[[Any], None]) -> None:
        self._waiting -= 1
        if done.cancelled():
            return
        error = done.exception()
        if error is None:
            then(done.result())
        elif isinstance(error, KioskError):
            then(error)
        else:
            _log.error("lane %s: %s", self._name, type(error).__name__, exc_info=error)
            then(KioskError(type(error).__name__))
