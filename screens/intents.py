"""What a person asks goes out here: one event per touch, to whoever owns the session."""

from collections.abc import Callable

from kiosk.session.events import Event
from screens import bridge

_post: list[Callable[[Event], None]] = []


def connect(post: Callable[[Event], None]) -> None:
    """Name the receiver; it must return at once."""
    _post[:] = [post]


def post(event: Event) -> None:
    """Hand one event on. On the window's thread."""
    bridge.expect()
    for receiver in _post:
        receiver(event)
