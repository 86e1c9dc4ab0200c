"""The technician screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class TechnicianScreen(Screen):
    """Shows screens.technician.presenter's view."""


kv.beside(__file__)
