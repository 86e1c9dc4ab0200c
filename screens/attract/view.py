"""The attract screen: any touch wakes it and presses nothing; four corners in turn open the gate."""

import time

from kivy.input import MotionEvent

from kiosk.session.events import GateFound, ScreenTouched
from screens import intents, kv
from screens.attract.corners import CornerSequence, corner_of
from screens.theme import current
from screens.widgets.screen import Screen
from screens.widgets.touch import Touchable


class AttractScreen(Touchable, Screen):
    """Shows screens.attract.presenter's view; is one single target."""

    def __init__(self, **values: object) -> None:
        self._corners = CornerSequence()
        super().__init__(target="wake", repeats=True, **values)

    def entered(self) -> None:
        """A new wait begins."""
        super().entered()
        self._corners = CornerSequence()

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.pressed = False
        corner = corner_of(touch.x - self.x, touch.y - self.y, self.width, self.height, current().corner)
        answer = self._corners.touched(corner, time.monotonic())
        if answer == "gate":
            intents.post(GateFound())
        elif answer == "wake":
            intents.post(ScreenTouched())
        return True


kv.beside(__file__)
