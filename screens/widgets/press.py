"""Buttons, keys and touchable cards: a ground, what stands on it, and a touch."""

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.widgets.box import Ground, Plain
from screens.widgets.touch import Touchable


class Press(Touchable, Ground, BoxLayout):
    """A touchable ground; kv gives it looks and contents."""

    label = StringProperty("")
    icon = StringProperty("")
    chosen = BooleanProperty(False)

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.fbind("intent", self._name)
        self._name()

    def _name(self, *_: object) -> None:
        if self.intent is not None:
            self.label, self.icon = self.intent.label, self.intent.icon


class ItemPress(Press):
    """A touchable row of `Rows`; kv takes `intent` and words from `item`."""

    item = ObjectProperty(None, allownone=True, rebind=True)
    natural = NumericProperty(0)  # the height that its words ask for


class ItemRow(Plain):
    """A row of `Rows` that is only read, or holds buttons."""

    item = ObjectProperty(None, allownone=True, rebind=True)
