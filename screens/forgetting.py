"""The window's part of the wipe: screens and sheets, their textures, caches with a person's words, the clipboard.

Each gives a word for the report. On the window's thread alone.
"""

from collections.abc import Iterable

from kivy.uix.widget import Widget

from screens import window
from screens.theme import paint
from screens.widgets.touch import forget_last_touch


def widgets(roots: Iterable[Widget]) -> int:
    """Overwrite what the widgets under `roots` have drawn of their own, and empty them; how many there were.

    Icons and boxes share their textures with what stays on the glass, and are nobody's.
    """
    count = 0
    for root in roots:
        for widget in root.walk():
            forget = getattr(widget, "forget", None)
            if forget is not None:
                forget()
                count += 1
    return count


def caches() -> int:
    """Widths are remembered by text, and a text may be a name; how many were."""
    known = paint.width_of.cache_info().currsize
    paint.width_of.cache_clear()
    forget_last_touch()
    return known


def clipboard() -> bool:
    """Nothing of ours copies, but a stranger's tool may have: CLIPBOARD and PRIMARY become ours, and empty."""
    return window.clear_selections()
