"""The gate screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class GateScreen(Screen):
    """Shows screens.gate.presenter's view."""

    def entered(self) -> None:
        """Nobody's digits are left."""
        super().entered()
        self.ids.pin.forget()


kv.beside(__file__)
