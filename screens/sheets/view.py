"""The sheet over a screen: it veils everything and takes every touch."""

from kivy.input import MotionEvent
from kivy.properties import ObjectProperty
from kivy.uix.anchorlayout import AnchorLayout

from kiosk.session.events import StayPressed
from screens import intents, kv


class Sheet(AnchorLayout):
    """Shows screens.sheets.presenter's view."""

    view = ObjectProperty(rebind=True)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if not super().on_touch_down(touch) and self.view.anywhere:
            touch.grab(self)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is self:
            touch.ungrab(self)
            intents.post(StayPressed())
            return True
        super().on_touch_up(touch)
        return True


kv.beside(__file__)
