"""The window as the visit sees it: start it, show snapshots in it, stop it. Every method is safe from any thread."""

import queue
from collections.abc import Callable
from pathlib import Path

from kiosk.ports.document_camera import Frame
from kiosk.session.events import Event
from kiosk.session.snapshot import Snapshot
from screens import bridge, intents, window
from screens.window import Place

_FORGET = 1.0  # seconds: the wipe waits for the window no longer than this


class KioskWindow:
    """What `run` hands out once the window is open."""

    def __init__(self) -> None:
        from screens.stage import Shows

        self._shows = Shows()

    def show(self, snapshot: Snapshot) -> None:
        """Show this snapshot; what did not change is not drawn again."""
        bridge.post(lambda: self._shows.show(snapshot))

    def preview(self, frame: Frame) -> None:
        """Show this camera frame where the camera screen holds its picture."""
        bridge.post(lambda: self._shows.picture(frame))

    def reveal(self) -> None:
        """Bring a window that was opened hidden to the front."""
        bridge.post(window.show)

    def forget(self) -> tuple[tuple[str, str], ...]:
        """Drop every screen, picture and stroke that is held; returns when that is done (part of the wipe).

        What became of each, as `Shows.forget` says; nothing where the window did not answer in time.
        """
        done: queue.SimpleQueue[tuple[tuple[str, str], ...]] = queue.SimpleQueue()
        bridge.post(lambda: done.put(self._shows.forget()))
        try:
            return done.get(timeout=_FORGET)
        except queue.Empty:
            return ()

    def build_ahead(self) -> None:
        """Build the screens that nobody has needed yet, one a turn, so that none is slow when it is first shown.

        For a standby that has time; touches are answered between two screens.
        """
        bridge.post(self._build_one)

    def _build_one(self) -> None:
        if self._shows.build_next():
            bridge.post(self._build_one)

    def stop(self) -> None:
        """Let `run` return."""
        bridge.post(window.stop_loop)

    @property
    def shows(self) -> object:
        """What is on the window now (tests and the bench's targets); on the window's thread only."""
        return self._shows


def run(
    post: Callable[[Event], None],
    place: Place,
    on_ready: Callable[[KioskWindow], None],
    *,
    on_broken: Callable[[], None] = lambda: None,
    targets_at: Path | None = None,
) -> None:
    """Open the window on this thread (the main one), call `on_ready`, turn until `stop`.

    `post` gets one event per touch, on this thread, and must return at once. `targets_at`: a unix socket that tells
    what can be touched (bench and tests only). Raises RuntimeError where there is no display.
    """
    opened = open_kiosk(post, place)
    if targets_at is not None:
        from screens.bench.targets import serve

        serve(targets_at, opened)
    bridge.when_broken(on_broken)
    on_ready(opened)
    window.run_loop(bridge.drain)


def open_kiosk(post: Callable[[Event], None], place: Place) -> KioskWindow:
    """The window, open and not yet turning; tests and the gallery turn it by `window.step`."""
    window.open_window(place)
    from screens import theme
    from screens.theme.tokens import Theme

    theme.use(Theme(place.width, place.height, place.width_mm))
    intents.connect(post)
    return KioskWindow()
