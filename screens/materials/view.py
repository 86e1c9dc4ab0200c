"""The materials screen: structure in view.kv, words from presenter.py."""

from screens import kv
from screens.widgets.screen import Screen


class MaterialsScreen(Screen):
    """Shows screens.materials.presenter's view."""


kv.beside(__file__)
