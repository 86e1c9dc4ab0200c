"""Everything that can be touched: painted as pressed at once, acts on release inside, never twice for a trembling hand.

A second tap on the same place within half a second is the same wish (and must not press whatever the next screen put
there), so it is dropped; keys that are meant to be struck fast say `repeats`.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

from kivy.input import MotionEvent
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from screens import intents
from screens.theme import current

_SAME_WISH = 0.5  # seconds
SCROLLED = "scrolled"  # in touch.ud: this touch moves the page, it presses nothing


@dataclass(slots=True)
class _Last:
    at: float = -math.inf
    x: float = 0.0
    y: float = 0.0


_last = _Last()


def forget_last_touch() -> None:
    """A new person (and each test) starts without a past."""
    _last.at = -math.inf


class Touchable(Widget):
    """A mixin. `intent` (screens.values.Intent) gives id, state and event; without one, `on_act` is bound in kv."""

    target = StringProperty("")
    enabled = BooleanProperty(True)
    pressed = BooleanProperty(False)
    repeats = BooleanProperty(False)
    intent = ObjectProperty(None, allownone=True, rebind=True)
    __events__ = ("on_act",)

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.fbind("intent", self._take)
        self._take()

    def _take(self, *_: object) -> None:
        if self.intent is not None:
            self.target, self.enabled = self.intent.target, self.intent.enabled

    def on_act(self) -> None:
        """The default: post the intent's event."""
        if self.intent is not None and self.intent.event is not None:
            intents.post(self.intent.event)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if not self.collide_point(*touch.pos) or self.hidden() or touch.is_mouse_scrolling:
            return False
        if self.enabled and (self.repeats or not _same_wish(touch)):
            touch.grab(self)
            self.pressed = True
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        self.pressed = self.collide_point(*touch.pos) and SCROLLED not in touch.ud
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        acts = self.pressed and self.enabled and self.collide_point(*touch.pos) and SCROLLED not in touch.ud
        self.pressed = False
        if acts:
            if not self.repeats:
                _last.at = time.monotonic()
                _last.x, _last.y = touch.x, touch.y
            self.dispatch("on_act")
        return True

    def hidden(self) -> bool:
        """Whether it takes no room now."""
        return self.opacity == 0 or self.disabled or self.width < 1 or self.height < 1


def _same_wish(touch: MotionEvent) -> bool:
    if time.monotonic() - _last.at > _SAME_WISH:
        return False
    return math.dist((touch.x, touch.y), (_last.x, _last.y)) < current().same_place


def touchables(root: Widget) -> Iterator[Touchable]:
    """Everything under `root` that can be seen and touched, in drawing order."""
    if root.opacity == 0 or root.disabled:
        return
    if isinstance(root, Touchable) and root.target and not root.hidden():
        yield root
    for child in reversed(root.children):
        yield from touchables(child)
