"""The signature pad: every stroke is handed on when the finger lifts; strokes of the session are drawn again."""

from kivy.graphics import Color, Line
from kivy.input import MotionEvent
from kivy.properties import ListProperty

from kiosk.session.events import StrokeDrawn
from screens import intents
from screens.theme import current
from screens.widgets.touch import Touchable

Points = tuple[tuple[float, float], ...]
_MOST_POINTS = 400  # a stroke that never ends is ended here


class SignaturePad(Touchable):
    """`strokes` in 0..1 of the pad, y down."""

    strokes = ListProperty([])

    def __init__(self, **values: object) -> None:
        self._line: Line | None = None
        super().__init__(**values)
        for name in ("strokes", "pos", "size"):
            self.fbind(name, self._draw)
        self._draw()

    def forget(self) -> None:
        """No stroke stays."""
        self._line = None
        self.strokes = []
        self.canvas.clear()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if not self.collide_point(*touch.pos) or self.hidden() or touch.is_mouse_scrolling:
            return False
        touch.grab(self)
        touch.ud["points"] = [self._inside(touch)]
        with self.canvas:
            Color(*current().ink)
            self._line = self._new_line([touch.x, touch.y])
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self or self._line is None:
            return False
        points = touch.ud["points"]
        if self.collide_point(*touch.pos) and len(points) < _MOST_POINTS:
            points.append(self._inside(touch))
            self._line.points = [*self._line.points, touch.x, touch.y]
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        intents.post(StrokeDrawn(tuple(touch.ud["points"])))
        return True

    def _inside(self, touch: MotionEvent) -> tuple[float, float]:
        x = (touch.x - self.x) / max(1.0, self.width)
        y = (self.top - touch.y) / max(1.0, self.height)
        return (round(min(1.0, max(0.0, x)), 4), round(min(1.0, max(0.0, y)), 4))

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        with self.canvas:
            Color(*current().ink)
            for stroke in self.strokes:
                flat = [c for x, y in stroke for c in (self.x + x * self.width, self.top - y * self.height)]
                self._new_line(flat)

    def _new_line(self, points: list[float]) -> Line:
        doubled = points if len(points) > 2 else [*points, points[0] + 1, points[1]]
        return Line(points=doubled, width=current().pen, cap="round", joint="round")
