"""The booked screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class BookedScreen(Screen):
    """Shows screens.booked.presenter's view."""


kv.beside(__file__)
