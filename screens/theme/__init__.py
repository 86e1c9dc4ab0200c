"""Sizes, colours, fonts and drawn shapes; `theme` is the running screen's, set once when the window opens."""

from pathlib import Path

from screens.theme.tokens import Theme

FONTS = Path(__file__).with_name("fonts")
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


def font_file(bold: bool) -> Path:
    """The one main font, regular or bold."""
    own = FONTS / ("kiosk-bold.ttf" if bold else "kiosk-regular.ttf")
    # TEMPORARY until `make fonts` has run: the distribution's collection.
    return own if own.exists() else Path(f"/usr/share/fonts/opentype/noto/NotoSansCJK-{'Bold' if bold else 'Regular'}.ttc")
