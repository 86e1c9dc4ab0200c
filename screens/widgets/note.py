"""A coloured strip with one sentence."""

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from screens.theme import current
from screens.values import SILENT
from screens.widgets.box import Plain


class Strip(Plain):
    """Shows a `Note`; takes no room while the note is empty."""

    note = ObjectProperty(SILENT, rebind=True)
    spare = NumericProperty(0)  # the parent's spacing: an empty strip takes it back, or a double gap would show

    def on_parent(self, _: object, parent: object) -> None:
        """Learn the spacing around it; kv sets it after the children stand."""
        if isinstance(parent, BoxLayout):
            parent.fbind("spacing", self.setter("spare"))
            self.spare = parent.spacing
        else:
            self.spare = 0

    def colour(self, part: str, tone: str) -> object:
        """The tone's ground ("soft") or letters ("ink")."""
        names = {
            "info": ("soft", "dark"),
            "ok": ("ok_soft", "ok_ink"),
            "warn": ("warn_soft", "warn_ink"),
            "bad": ("bad_soft", "bad_ink"),
        }
        return getattr(current(), names[tone][part == "ink"])


class ItemStrip(Strip):
    """A strip as a row of `Rows`."""

    item = ObjectProperty(SILENT, rebind=True)
