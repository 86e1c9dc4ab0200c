"""Sizes, colours, fonts and drawn shapes; `theme` is the running screen's, set once when the window opens."""

from screens.theme.tokens import Theme

_theme: list[Theme] = []


def use(theme: Theme) -> Theme:
    """Set the running screen's theme; kv knows it as `theme`."""
    from kivy.lang import global_idmap

    _theme[:] = [theme]
    global_idmap["theme"] = theme
    return theme


def current() -> Theme:
    """The running screen's theme."""
    return _theme[0]
