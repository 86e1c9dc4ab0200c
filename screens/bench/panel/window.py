"""Opens the panel's window on this thread and turns it until it is closed."""

import signal
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from screens import bridge, intents, window
from screens.bench.panel import presenter
from screens.bench.panel.desk import Ask, Desk, Look
from screens.bench.panel.values import Board, Memory, PanelScene
from screens.window import Place

_SETTLING = 6  # turns until layouts have come to rest


class Panel:
    """The panel's screen, and the desk behind it. Made on the window's thread."""

    def __init__(self, place: Place, ask: Mapping[str, Ask], look: Look, scenes: Sequence[PanelScene]) -> None:
        window.open_window(place)
        from kivy.core.window import Window

        from screens import theme
        from screens.bench.panel import view
        from screens.bench.panel.tokens import DeskTheme

        theme.use(DeskTheme(place.width, place.height))
        view.load()
        self._scenes = scenes
        self.desk = Desk(ask, look, scenes, self._publish)
        self.screen = view.PanelScreen(view=presenter.present(Board(), Memory(), scenes))
        Window.add_widget(self.screen)
        intents.connect(self.desk.post)

    def _publish(self, board: Board, memory: Memory) -> None:
        bridge.post(partial(self._show, presenter.present(board, memory, self._scenes)))

    def _show(self, view: presenter.PanelView) -> None:
        if self.screen.view != view:
            self.screen.view = view


def run(place: Place, ask: Mapping[str, Ask], look: Look, scenes: Sequence[PanelScene]) -> None:
    """Show the panel until its window is closed or SIGTERM comes. Raises RuntimeError where there is no display."""
    panel = Panel(place, ask, look, scenes)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: bridge.post(window.stop_loop))
    panel.desk.start()
    window.run_loop(bridge.drain)
    panel.desk.stop()


def photograph(
    path: Path,
    place: Place,
    ask: Mapping[str, Ask],
    look: Look,
    scenes: Sequence[PanelScene],
    prepare: Callable[[Desk], None] = lambda desk: None,
) -> None:
    """Look at the bench once and write what the panel shows to `path`."""
    panel = Panel(place, ask, look, scenes)
    prepare(panel.desk)
    panel.desk.look()
    for _ in range(_SETTLING):
        window.step(bridge.drain)
    window.picture().save(path)
