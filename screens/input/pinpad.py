"""The PIN pad: dots and digits, kept here only until all are there, then posted and forgotten."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.session.events import PinEntered
from screens import intents


class PinPad(BoxLayout):
    """Shows how many digits there are, never which; the last of `digits` sends them all."""

    pin = StringProperty("")
    digits = NumericProperty(6)
    open = BooleanProperty(True)
    clear_word = StringProperty("")

    def typed(self, text: str) -> None:
        """The pad's whole text."""
        self.pin = text
        if len(text) == self.digits:
            self.forget()
            intents.post(PinEntered(text))

    def forget(self) -> None:
        """Nobody's digits are left."""
        self.pin = ""
        self.ids.pad.typing.put("")
