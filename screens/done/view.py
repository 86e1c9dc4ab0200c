"""The done screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class DoneScreen(Screen):
    """Shows screens.done.presenter's view."""


kv.beside(__file__)
