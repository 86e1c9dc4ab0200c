"""A touch and the session's answer to it come into one frame."""

import threading
import time

from screens import bridge


def test_what_was_asked_is_answered_before_the_frame_is_drawn() -> None:
    bridge.forget()
    seen: list[str] = []
    bridge.expect()
    session = threading.Thread(target=lambda: bridge.post(lambda: seen.append("answer")))
    session.start()
    bridge.drain()
    session.join()
    assert seen == ["answer"]


def test_nobody_waits_when_nothing_was_asked() -> None:
    bridge.forget()
    bridge.expect()
    bridge.drain()  # no answer comes: waited once, and not again
    began = time.perf_counter()
    for _ in range(1000):
        bridge.drain()
    assert time.perf_counter() - began < 1000 * bridge._ANSWER
