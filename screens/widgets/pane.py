"""A page that is longer than its place: the finger moves it, two large arrows move it by a screenful.

Not Kivy's ScrollView: that one holds a touch back for a moment to see whether it moves, so buttons answer late.
"""

from kivy.input import MotionEvent
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.stencilview import StencilView
from kivy.uix.widget import Widget

from screens import window
from screens.theme import current
from screens.widgets.touch import SCROLLED


class MoreBar(BoxLayout):
    """The two arrows under a pane; takes no room while everything fits.

    Whether they are needed is asked of pane and bar together: a page that fits only without them must not keep them.
    """

    pane = ObjectProperty(None, allownone=True, rebind=True)
    label = StringProperty("")
    prefix = StringProperty("page")  # its targets: page-down, page-up
    needed = BooleanProperty(False)
    spare = NumericProperty(0)  # the parent's spacing, taken back while it is not needed

    def __init__(self, **values: object) -> None:
        self._judge = window.before_frame(self._judge_now)
        super().__init__(**values)
        self.fbind("pane", self._watch)
        self._watch()

    def _watch(self, *_: object) -> None:
        if self.pane is not None:
            for name in ("height", "content_height"):
                self.pane.fbind(name, lambda *_: self._judge())
            self._judge()

    def _judge_now(self) -> None:
        """Page against pane and bar together; asked when the pane has its new height, never between the two."""
        room = self.pane.height
        if self.pane.size_hint_y is not None:  # it takes what the bar leaves
            room += self.height + self.spare
        self.needed = self.pane.content_height > room + 1

    def on_parent(self, _: object, parent: object) -> None:
        """Learn the spacing around it; kv sets it after the children stand."""
        if isinstance(parent, BoxLayout):
            parent.fbind("spacing", self.setter("spare"))
            self.spare = parent.spacing


class Pane(StencilView):
    """Holds one child, whose height is its own. `offset` is how far it was moved up, in pixels."""

    offset = NumericProperty(0)
    more = BooleanProperty(False)  # something lies below
    content_height = NumericProperty(0)
    moved = BooleanProperty(False)  # something lies above

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        for name in ("pos", "size", "offset"):
            self.fbind(name, self._place)

    def add_widget(self, widget: Widget, *args: object, **values: object) -> None:
        super().add_widget(widget, *args, **values)
        widget.fbind("height", self._place)
        self._place()

    def scroll_by(self, pixels: float) -> None:
        """Move the page up (positive) or down, as far as it goes."""
        self.offset = min(max(0.0, self.offset + pixels), self._most())

    def page_down(self) -> None:
        """Nearly a screenful further."""
        self.scroll_by(self.height * 0.8)

    def page_up(self) -> None:
        """Nearly a screenful back."""
        self.scroll_by(-self.height * 0.8)

    def show(self, widget: Widget) -> None:
        """Move so that `widget`, a descendant, can be seen whole, near the middle where it cannot."""
        content = self.children[0]
        _, bottom = widget.to_window(widget.x, widget.y)
        _, base = content.to_window(content.x, content.y)
        top = content.height - (bottom - base) - widget.height
        if top < self.offset or top + widget.height > self.offset + self.height:
            self.offset = min(max(0.0, top - (self.height - widget.height) / 2), self._most())

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        if self._most() > 0:
            touch.grab(self)
            touch.ud[self] = touch.y
        return bool(super().on_touch_down(touch)) or self in touch.ud

    def on_touch_move(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))
        moved = touch.y - touch.ud[self]
        if SCROLLED not in touch.ud and abs(moved) > current().scroll_move:
            touch.ud[SCROLLED] = True
            touch.ud[self] = touch.y
        elif SCROLLED in touch.ud:
            touch.ud[self] = touch.y
            self.scroll_by(moved)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is self:
            touch.ungrab(self)
            return True
        return bool(super().on_touch_up(touch))

    def _most(self) -> float:
        return float(max(0.0, self.children[0].height - self.height)) if self.children else 0.0

    def _place(self, *_: object) -> None:
        if not self.children:
            return
        content, most = self.children[0], self._most()
        if self.offset > most:
            self.offset = most
        content.width = self.width
        self.content_height = content.height
        content.pos = (self.x, self.top - content.height + self.offset)
        self.more = self.offset < most - 1
        self.moved = self.offset > 1
