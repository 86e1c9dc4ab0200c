"""Painted grounds: the rounded box that cards, buttons and sheets stand on, the slope, and one icon."""

from kivy.graphics import BorderImage, Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ColorProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from screens import window
from screens.theme import paint

CLEAR = (1.0, 1.0, 1.0, 0.0)
_NO_BORDER = (0, 0, 0, 0)  # a border is drawn even where the picture has no size


class Ground(Widget):
    """A mixin: paints a rounded box behind the widget. `slope`: two hex colours, left to right, instead of `fill`."""

    fill = ColorProperty(CLEAR)
    edge = ColorProperty(CLEAR)
    edge_px = NumericProperty(0)
    radius = NumericProperty(0)
    slope = ListProperty([])

    def __init__(self, **values: object) -> None:
        self._paint_ground = window.before_frame(self._paint_now)
        super().__init__(**values)
        with self.canvas.before:
            Color(1, 1, 1, 1)
            self._ground = BorderImage(size=(0, 0), border=_NO_BORDER)
        for name in ("pos", "size", "fill", "edge", "edge_px", "radius", "slope"):
            self.fbind(name, lambda *_: self._paint_ground())
        self._paint_ground()

    def _paint_now(self) -> None:
        width, height, edge = int(self.width), int(self.height), int(self.edge_px) if self.edge[3] else 0
        seen = self.slope or self.fill[3] or edge
        if width < 1 or height < 1 or not seen:
            self._ground.size, self._ground.border = (0, 0), _NO_BORDER
            return
        radius = int(min(self.radius, width // 2, height // 2))
        border = 0 if self.slope else radius + 2
        self._ground.texture = self._texture(width, height, radius, edge)
        self._ground.border = (border, border, border, border)
        self._ground.pos = (int(self.x), int(self.y))
        self._ground.size = (width, height)

    def _texture(self, width: int, height: int, radius: int, edge: int) -> Texture:
        if self.slope:
            return paint.slope(width, height, radius, *self.slope)
        return paint.box(radius, edge, paint.bytes_of(self.fill), paint.bytes_of(self.edge))


class Plain(Ground, BoxLayout):
    """A box layout on a painted ground; its height follows its children where `hug` says so."""

    hug = BooleanProperty(False)

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.fbind("minimum_height", self._follow)
        self.fbind("hug", self._follow)
        self._follow()

    def _follow(self, *_: object) -> None:
        if self.hug:
            self.size_hint_y = None
            self.height = self.minimum_height


class Icon(Widget):
    """One line icon, tinted, in the middle of its box."""

    name = StringProperty("")
    size_px = NumericProperty(24)
    color = ColorProperty((0, 0, 0, 1))

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        with self.canvas:
            self._tint = Color(*self.color)
            self._mark = Rectangle(size=(0, 0))
        for name in ("name", "size_px", "pos", "size"):
            self.fbind(name, self._draw)
        self.fbind("color", self._recolour)
        self._draw()

    def _draw(self, *_: object) -> None:
        side = int(self.size_px)
        if not self.name:
            self._mark.size = (0, 0)
            return
        self._mark.texture = paint.icon(self.name, side)
        self._mark.size = (side, side)
        self._mark.pos = (round(self.x + (self.width - side) / 2), round(self.y + (self.height - side) / 2))

    def _recolour(self, *_: object) -> None:
        self._tint.rgba = self.color
