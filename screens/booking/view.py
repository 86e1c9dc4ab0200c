"""The booking screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class BookingScreen(Screen):
    """Shows screens.booking.presenter's view."""


kv.beside(__file__)
