"""The guide screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class GuideScreen(Screen):
    """Shows screens.guide.presenter's view."""


kv.beside(__file__)
