"""The home screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class HomeScreen(Screen):
    """Shows screens.home.presenter's view."""


kv.beside(__file__)
