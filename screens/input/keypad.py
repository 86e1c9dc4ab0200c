"""Digits. The keypad knows the text of one field and says the whole new text at every key."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.gridlayout import GridLayout

from screens.input.typing import Typing


class Keypad(GridLayout):
    """`on_typed(text)` at every key. `field` and `value` come from the session."""

    field = StringProperty("")
    value = StringProperty("")
    max_length = NumericProperty(0)
    letter_x = BooleanProperty(False)
    open = BooleanProperty(True)
    clear_word = StringProperty("")
    __events__ = ("on_typed",)

    def __init__(self, **values: object) -> None:
        self.typing = Typing()
        super().__init__(**values)
        self.fbind("field", self._focus)
        self.fbind("value", self._focus)
        self._focus()

    def key(self, character: str) -> None:
        """One key; a full field takes no more."""
        if not self.max_length or len(self.typing.text) < self.max_length:
            self._say(self.typing.text + character)

    def rub(self) -> None:
        """The last character away."""
        self._say(self.typing.text[:-1])

    def clear(self) -> None:
        """All away."""
        self._say("")

    def on_typed(self, text: str) -> None:
        """Bound by whoever holds the keypad."""

    def _say(self, text: str) -> None:
        if text != self.typing.text:
            self.dispatch("on_typed", self.typing.put(text))

    def _focus(self, *_: object) -> None:
        self.typing.focus(self.field, self.value)
