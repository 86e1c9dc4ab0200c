"""The submitting screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class SubmittingScreen(Screen):
    """Shows screens.submitting.presenter's view."""


kv.beside(__file__)
