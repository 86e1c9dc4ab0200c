"""The ticket screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class TicketScreen(Screen):
    """Shows screens.ticket.presenter's view."""


kv.beside(__file__)
