"""The PIN pad: digits are kept here only until all are there."""

from kivy.properties import StringProperty

from kiosk.session.events import PinEntered
from screens import intents, kv
from screens.widgets.screen import Screen


class GateScreen(Screen):
    """Shows screens.gate.presenter's view; posts the whole PIN and forgets it."""

    pin = StringProperty("")

    def entered(self) -> None:
        """Nobody's digits are left."""
        super().entered()
        self._forget()

    def typed(self, text: str) -> None:
        """The pad's whole text; the last digit sends it."""
        self.pin = text
        if len(text) == self.view.digits:
            self._forget()
            intents.post(PinEntered(text))

    def _forget(self) -> None:
        self.pin = ""
        self.ids.pad.typing.put("")


kv.beside(__file__)
