"""The form: fields above, and below them what fills the one in focus."""

from kivy.properties import StringProperty

from kiosk.session.events import ValueEntered
from screens import intents, kv, window
from screens.widgets.screen import Screen


class FormScreen(Screen):
    """Shows screens.form.presenter's view."""

    kind = StringProperty("")

    def __init__(self, **values: object) -> None:
        self._seek = window.before_frame(self._show_focused)
        super().__init__(**values)
        self.fbind("view", lambda *_: self._seek())
        for name in ("size", "content_height"):
            self.ids.pane.fbind(name, lambda *_: self._seek())
        self._seek()

    def entered(self) -> None:
        """Nobody's letters are left."""
        super().entered()
        self.ids.keyboard.reset()
        self._seek()

    def typed(self, text: str) -> None:
        """The whole new value of the field in focus."""
        intents.post(ValueEntered(self.view.entry.key, text))

    def _show_focused(self) -> None:
        for row in self.ids.fields.children:
            if row.item.focused:
                self.ids.pane.show(row)


kv.beside(__file__)
