"""The identity screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class IdentityScreen(Screen):
    """Shows screens.identity.presenter's view."""


kv.beside(__file__)
