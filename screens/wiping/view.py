"""The wiping screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class WipingScreen(Screen):
    """Shows screens.wiping.presenter's view."""


kv.beside(__file__)
