"""Shows snapshots: presents them, swaps screens, and touches only what has changed. On the window's thread alone."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.ports.document_camera import Frame as Picture
from kiosk.session.snapshot import Frame, Snapshot
from kiosk.words import DEFAULT, words
from screens import forgetting, kv, router
from screens.page import presenter as page
from screens.page.view import Page, Stage
from screens.sheets import presenter as sheets
from screens.sheets.view import Sheet
from screens.values import Footer
from screens.widgets.picture import Preview

_NOBODY = Frame("", "", "", datetime(2000, 1, 1), DEFAULT, ())


class Shows:
    """The stage and the screens built so far."""

    def __init__(self) -> None:
        kv.widgets()
        kv.beside(import_file("screens.page.view"))
        kv.beside(import_file("screens.sheets.view"))
        self.stage: Stage | None = None
        self.preview = Preview()
        self.name = ""
        self._screens: dict[str, Any] = {}
        self._sheet: Sheet | None = None
        self._last: Snapshot | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Bring the window to `snapshot`."""
        if snapshot == self._last:
            return
        said = words(snapshot.frame.language)
        route = router.ROUTES[type(snapshot.shown)]
        around = page.present(snapshot.shown, snapshot.frame, said)
        view = route.present(snapshot.shown, snapshot.frame, said)
        stage = self._around(around, getattr(view, "footer", Footer()))
        screen = self._screen(route, view)
        if route.name != self.name:
            screen.entered()
            self.name = route.name
            stage.show(screen, around.bare)
        self._cover(stage, snapshot)
        self._last = snapshot

    @property
    def language(self) -> str:
        """The language that is on the glass."""
        return self._last.frame.language if self._last is not None else DEFAULT

    def build_next(self) -> bool:
        """Build one more screen ahead of its first use, showing a sample; False when all of the usual way stand."""
        for route in router.ROUTES.values():
            if route.name in router.AHEAD and route.name not in self._screens:
                frame = replace(_NOBODY, language=self._last.frame.language) if self._last else _NOBODY
                shown = next(iter(route.samples.values()))
                self._screen(route, route.present(shown, frame, words(frame.language)))
                return True
        return False

    def picture(self, picture: Picture) -> None:
        """A preview frame for the camera screen."""
        self.preview.take(picture.width, picture.height, picture.rgb)

    def forget(self) -> tuple[tuple[str, str], ...]:
        """Of a resident nothing is held here: all screens but the farewell on the glass go, with what they have drawn.

        A word for each item of the wipe's list that is the window's.
        """
        gone = [screen for name, screen in self._screens.items() if name != self.name]
        gone += [self._sheet] if self._sheet is not None else []
        self._screens = {name: screen for name, screen in self._screens.items() if name == self.name}
        self._sheet = self._last = None
        self.preview.forget()
        drawn = forgetting.widgets(gone)
        return (
            ("forms", f"{len(gone)} dropped"),
            ("textures", f"{drawn} overwritten"),
            ("caches", f"{forgetting.caches()} dropped"),
            ("clipboard", "empty" if forgetting.clipboard() else "left: not ours"),
        )

    def _around(self, view: page.PageView, footer: Footer) -> Stage:
        if self.stage is None:
            from kivy.core.window import Window

            self.stage = Stage(Page(view=view, footer=footer))
            Window.add_widget(self.stage)
            return self.stage
        below = self.stage.page
        if below.view != view:
            below.view = view
        if below.footer != footer:
            below.footer = footer
        return self.stage

    def _screen(self, route: router.Route, view: Any) -> Any:
        screen = self._screens.get(route.name)
        if screen is None:
            screen = self._screens[route.name] = router.build(route, view)
            if route.name == "camera":
                screen.hold(self.preview)
        elif screen.view != view:
            screen.view = view
        return screen

    def _cover(self, stage: Stage, snapshot: Snapshot) -> None:
        if snapshot.overlay is None:
            stage.cover(None)
            return
        view = sheets.present(snapshot.overlay, snapshot.frame, words(snapshot.frame.language))
        if self._sheet is None:
            self._sheet = Sheet(view=view)
        elif self._sheet.view != view:
            self._sheet.view = view
        stage.cover(self._sheet)


def import_file(module: str) -> str:
    """The file of an imported module."""
    from importlib import import_module

    return str(import_module(module).__file__)
