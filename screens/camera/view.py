"""The camera screen: the live picture comes by the bridge, not by the view."""

from kivy.properties import BooleanProperty
from kivy.uix.widget import Widget

from screens import kv
from screens.widgets.screen import Screen


class CameraScreen(Screen):
    """Shows screens.camera.presenter's view around the one preview widget."""

    filled = BooleanProperty(False)

    def hold(self, preview: Widget) -> None:
        """Put the preview where it belongs."""
        if preview.parent is not None:  # of a camera screen that the wipe has dropped
            preview.parent.remove_widget(preview)
        preview.pos_hint = {"x": 0, "y": 0}
        self.ids.place.add_widget(preview)
        preview.fbind("filled", self.setter("filled"))


kv.beside(__file__)
