"""The review screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class ReviewScreen(Screen):
    """Shows screens.review.presenter's view."""


kv.beside(__file__)
