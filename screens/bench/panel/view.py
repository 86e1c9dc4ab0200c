"""The panel's window: structure in the kv files beside, words from presenter.py."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from kivy.factory import Factory
from kivy.graphics import Color, Rectangle
from kivy.input import MotionEvent
from kivy.lang import Builder
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.stacklayout import StackLayout
from kivy.uix.stencilview import StencilView
from PIL import Image

from screens import kv, window
from screens.bench.panel.values import Sheet
from screens.theme import current, paint
from screens.widgets.pane import Pane
from screens.widgets.screen import Screen

_UPPER_PART = 0.3  # where the step that is next stands, from the top


class PanelScreen(Screen):
    """Shows screens.bench.panel.presenter's view."""

    def tint(self, part: str, tone: str) -> object:
        """The ground ("soft") or the letters ("ink") of a tone; `off` is grey."""
        return tint(part, tone)


class Flow(StackLayout):
    """Children from values, side by side and wrapped, as screens.widgets.rows.Rows does it in a grid."""

    of = StringProperty("")
    items = ListProperty([])

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.fbind("items", self._fill)
        self.fbind("of", self._fill)
        self._fill()

    def _fill(self, *_: object) -> None:
        if not self.of:
            return
        standing = list(reversed(self.children))
        for widget, item in zip(standing, self.items, strict=False):
            if widget.item != item:
                widget.item = item
        for widget in standing[len(self.items) :]:
            self.remove_widget(widget)
        for item in self.items[len(standing) :]:
            self.add_widget(Factory.get(self.of)(item=item))


class WheelPane(Pane):
    """A pane that the mouse's wheel moves."""

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if not touch.is_mouse_scrolling:
            return super().on_touch_down(touch)
        if self.collide_point(*touch.pos):
            self.scroll_by(current().scroll_step * (1 if touch.button == "scrollup" else -1))
            return True
        return False


class StepsPane(WheelPane):
    """Follows the step that is next (`at`) among `steps`: when it changes it is brought to the upper part."""

    at = NumericProperty(0)
    steps = ObjectProperty(None, allownone=True)

    def __init__(self, **values: object) -> None:
        self._soon = window.before_frame(self._follow)
        super().__init__(**values)
        self.fbind("at", lambda *_: self._soon())
        self.fbind("content_height", lambda *_: self._soon())

    def _follow(self) -> None:
        rows = list(reversed(self.steps.children)) if self.steps is not None else []
        above = sum(row.height + self.steps.spacing[1] for row in rows[: int(self.at)])
        self.offset = min(max(0.0, above - self.height * _UPPER_PART), self._most())


class PaperSight(StencilView):
    """The paper: while it grows it comes up out of the slit at the foot; once it has fallen it is seen whole."""

    sheet = ObjectProperty(Sheet())

    def __init__(self, **values: object) -> None:
        self._picture = Image.new("RGBA", (1, 1))
        self._drawn = (0, 0)
        super().__init__(**values)
        with self.canvas:
            Color(1, 1, 1, 1)
            self._strip = Rectangle(size=(0, 0))
        self.fbind("sheet", self._take)
        for name in ("pos", "size"):
            self.fbind(name, self._place)
        self._take()

    def _take(self, *_: object) -> None:
        with Image.open(BytesIO(self.sheet.png)) if self.sheet.png else Image.new("RGBA", (1, 1)) as picture:
            self._picture = picture.convert("RGBA")
        self._drawn = (0, 0)
        self._place()

    def _place(self, *_: object) -> None:
        wide, high = self._picture.size
        if not self.sheet.png or self.width < 1 or self.height < 1:
            self._strip.size = (0, 0)
            return
        scale = min(self.width / wide, 1.0)
        if not self.sheet.grows:
            scale = min(scale, self.height / high)
        size = (max(1, round(wide * scale)), max(1, round(high * scale)))
        if size != self._drawn:  # reduced here: the graphics card alone would leave out dots of the small letters
            self._strip.texture = paint.blit(self._picture.resize(size, Image.Resampling.LANCZOS))
            self._drawn = size
        self._strip.size = size
        bottom = self.y if self.sheet.grows else self.y + (self.height - size[1]) / 2
        self._strip.pos = (round(self.x + (self.width - size[0]) / 2), round(bottom))


def tint(part: str, tone: str) -> Any:
    """A colour of the theme by tone."""
    if tone == "off":
        return current().off if part == "soft" else current().off_ink
    if tone == "info":
        return current().soft if part == "soft" else current().dark
    return getattr(current(), f"{tone}_{part}")


@cache
def load() -> None:
    """Load the shared widgets and the panel's own kv, each once."""
    kv.widgets()
    here = Path(__file__).parent
    for name in ("parts", "drawer", "wires", "scenes", "view"):
        Builder.load_file(str(here / f"{name}.kv"))
