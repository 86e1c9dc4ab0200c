"""The notice screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class NoticeScreen(Screen):
    """Shows screens.notice.presenter's view."""


kv.beside(__file__)
