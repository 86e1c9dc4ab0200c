"""The tickets screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class TicketsScreen(Screen):
    """Shows screens.tickets.presenter's view."""


kv.beside(__file__)
