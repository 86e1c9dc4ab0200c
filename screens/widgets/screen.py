"""What every screen is: a box that shows one frozen view."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from screens.widgets.pane import Pane


class Screen(BoxLayout):
    """Its kv reads `view`; nothing else is remembered from one visitor to the next."""

    view = ObjectProperty(rebind=True)

    def entered(self) -> None:
        """It is shown anew: forget what the last visitor did here."""
        for pane in self.walk(restrict=True):
            if isinstance(pane, Pane):
                pane.offset = 0
