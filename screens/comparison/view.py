"""The comparison screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class ComparisonScreen(Screen):
    """Shows screens.comparison.presenter's view."""

    def entered(self) -> None:
        """Nobody's digits are left."""
        super().entered()
        self.ids.pin.forget()

    def on_view(self, *_: object) -> None:
        """Nor when the clerk steps back."""
        if self.view.phase != "clerk" and "pin" in self.ids:
            self.ids.pin.forget()


kv.beside(__file__)
