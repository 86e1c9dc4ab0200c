"""The sign screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class SignScreen(Screen):
    """Shows screens.sign.presenter's view."""


kv.beside(__file__)
