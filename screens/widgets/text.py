"""Text with our own line breaking, measured and drawn with the same font, painted once per change."""

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.text.lines import break_lines
from screens import window
from screens.theme import paint
from screens.theme.paint import overwrite


class Text(Widget):
    """`fit` says what follows the text: its height (given a width), both sides (one line), or nothing (a box).

    With `least_px` a line that is too long is written smaller, down to that, before it breaks.
    `extent` is the size that the words need, for tests: a box smaller than that cuts them.
    """

    height: Any
    size_hint: Any
    text = StringProperty("")
    size_px = NumericProperty(16)
    least_px = NumericProperty(0)
    bold = BooleanProperty(False)
    color = ColorProperty((0, 0, 0, 1))
    halign = OptionProperty("left", options=("left", "center", "right"))
    valign = OptionProperty("middle", options=("top", "middle", "bottom"))
    fit = OptionProperty("height", options=("height", "both", "none"))

    def __init__(self, **values: object) -> None:
        self._paint = window.before_frame(self._paint_now)
        self.lines: list[str] = []
        self.drawn_px = 0
        self._was_word = False
        self.extent = (0.0, 0.0)
        super().__init__(**values)
        with self.canvas:
            self._tint = Color(*self.color)
            self._words = Rectangle(size=(0, 0))
        for name in ("text", "size_px", "least_px", "bold"):
            self.fbind(name, self._measure)
        self.fbind("fit", self._refit)
        self.fbind("width", self._measure_width)
        self.fbind("height", self._hold)
        for name in ("pos", "size", "halign", "valign"):
            self.fbind(name, self._place)
        self.fbind("color", self._recolour)
        self._measure()

    def forget(self) -> None:
        """Nothing of the text stays, neither here nor in the pixels."""
        overwrite(self._words.texture)
        self.text, self.lines = "", []
        self._words.texture, self._words.size = None, (0, 0)

    def _hold(self, *_: object) -> None:
        """Some layouts write back the height that they read before the width changed."""
        if self.fit == "height" and self.height != self.extent[1]:
            self.height = self.extent[1]

    def _measure_width(self, *_: object) -> None:
        if self.fit != "both":
            self._measure()

    def _refit(self, *_: object) -> None:
        if self.fit == "none":
            self.size_hint = (1 if self._was_word else self.size_hint_x, 1)
        self._was_word = self.fit == "both"
        self._measure()

    def _measure(self, *_: object) -> None:
        size, bold = self._size(), self.bold
        self.drawn_px = size
        if self.fit == "both":
            self.lines = [self.text]
        else:
            self.lines = break_lines(self.text, max(1.0, self.width), lambda part: paint.width_of(part, size, bold))
        widest = max((paint.width_of(line, size, bold) for line in self.lines), default=0.0)
        self.extent = (widest, float(paint.line_height(size) * len(self.lines)) if self.text else 0.0)
        if self.fit == "both":
            self.size_hint = (None, None)
            self.size = (int(widest) + 1, self.extent[1])
        elif self.fit == "height":
            self.size_hint_y = None
            self.height = self.extent[1]
        self._paint()

    def _size(self) -> int:
        size, least = int(self.size_px), int(self.least_px)
        while least and size > least and paint.width_of(self.text, size, self.bold) > self.width:
            size -= 1
        return size

    def _paint_now(self) -> None:
        if not self.text:
            self._words.size = (0, 0)
            return
        mask = paint.text_mask(self.lines, self.drawn_px, self.bold, self.halign)
        self._words.texture = paint.texture(mask)
        self._words.size = mask.size
        self._place()

    def _place(self, *_: object) -> None:
        texture = self._words.texture
        if texture is None:
            return
        width, height = texture.size
        x = {"left": self.x, "center": self.x + (self.width - width) / 2, "right": self.right - width}[self.halign]
        side = max(2, self.drawn_px // 12)
        x += {"left": -side, "center": 0, "right": side}[self.halign]
        y = {"bottom": self.y, "middle": self.y + (self.height - height) / 2, "top": self.top - height}[self.valign]
        self._words.pos = (round(x), round(y))

    def _recolour(self, *_: object) -> None:
        self._tint.rgba = self.color
