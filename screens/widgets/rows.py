"""Children from values: one kv class per value, kept while values change, so that a pressed button stays the same."""

from kivy.factory import Factory
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget


class Rows(GridLayout):
    """Makes `of` (a kv class with a property `item`) for each of `items`."""

    of = StringProperty("")
    items = ListProperty([])
    even = BooleanProperty(False)  # all as high as the highest asks (`natural`)

    def __init__(self, **values: object) -> None:
        self._made = ""
        super().__init__(**values)
        self.fbind("items", self._fill)
        self.fbind("of", self._fill)
        self.fbind("even", self._level)
        self._fill()

    def _fill(self, *_: object) -> None:
        if not self.of:
            return
        if self._made != self.of:
            self.clear_widgets()
            self._made = self.of
        standing = list(reversed(self.children))
        for widget, item in zip(standing, self.items, strict=False):
            if widget.item != item:
                widget.item = item
        for widget in standing[len(self.items) :]:
            self.remove_widget(widget)
        for item in self.items[len(standing) :]:
            widget = Factory.get(self.of)(item=item)
            if widget.property("natural", quiet=True) is not None:
                widget.fbind("natural", self._level)
            self.add_widget(widget)
        self._level()

    def _level(self, *_: object) -> None:
        if self.even and self.children:
            highest = max(widget.natural for widget in self.children)
            for widget in self.children:
                widget.height = highest


class Others(Rows):
    """Other ways in a row: keys of equal width from intents."""


class ItemBox(BoxLayout):
    """A plain row of `Rows`."""

    item = ObjectProperty(None, allownone=True, rebind=True)


class Turn(BoxLayout):
    """Holds its children out of the tree, undrawn and untouched, while it is not `shown`."""

    shown = BooleanProperty(True)
    collapses = BooleanProperty(False)  # takes the parent's spacing back too

    def __init__(self, **values: object) -> None:
        self._held: list[Widget] = []
        super().__init__(**values)
        for name in ("shown", "minimum_height", "collapses"):
            self.fbind(name, self._follow)
        self._follow()

    def on_parent(self, _: object, parent: object) -> None:
        """Learn the spacing around it; kv sets it after the children stand."""
        if isinstance(parent, BoxLayout):
            parent.fbind("spacing", self._follow)
        self._follow()

    def _follow(self, *_: object) -> None:
        self.size_hint_y = None
        self.height = self.minimum_height if self.shown else -self._spare()
        if not self.shown:
            self.clear_widgets()
        elif not self.children:
            for widget in self._held:
                super().add_widget(widget)

    def _spare(self) -> float:
        return float(self.parent.spacing) if self.collapses and self.parent is not None else 0.0

    def add_widget(self, widget: Widget, *args: object, **values: object) -> None:
        self._held.append(widget)
        if self.shown:
            super().add_widget(widget, *args, **values)
