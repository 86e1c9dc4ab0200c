"""Every size and colour of the screens. Sizes are mm on glass 270 mm wide and grow with the screen's short side.

A screen of 21.5" is 268 mm wide upright: there the numbers hold as they stand. A larger one is looked at from farther
away, so all of it grows in proportion; on a smaller one nothing goes below these numbers (what does not fit scrolls).
Smallest letters: a capital is 0.7 of its em, a Han character 0.9, so `small` gives 4.9 and 6.3 mm, `body` 6.0 and 7.7.
"""

from collections.abc import Mapping
from typing import Any

DESIGN_MM = 270.0
LINE = 1.42  # line height in ems

MM: Mapping[str, float] = {
    # letters (em)
    "small": 7.0,
    "body": 8.5,
    "strong": 9.25,
    "button": 10.0,
    "heading": 10.5,
    "clock": 12.0,
    "key": 12.5,
    "value": 12.5,
    "title": 14.5,
    "outcome": 19.0,
    "count": 34.0,
    "huge": 46.0,
    # distances
    "hair": 0.5,
    "edge": 0.75,
    "tight": 2.25,
    "near": 3.0,
    "gap": 6.0,
    "pad": 8.0,
    "margin": 10.0,
    "wide_gap": 12.0,
    # corners
    "radius_chip": 3.0,
    "radius_button": 4.5,
    "radius_card": 6.5,
    "radius_sheet": 9.0,
    # boxes
    "header": 37.0,
    "tools": 26.0,
    "slim_tools": 26.0,
    "steps": 33.0,
    "footer": 38.0,
    "slim_footer": 20.0,
    "button_height": 26.0,
    "pill_height": 18.0,
    "choice_height": 20.0,
    "key_height": 26.0,
    "options_height": 113.0,
    "letter_key": 24.0,
    "back_width": 56.0,
    "main_width": 98.0,
    "other_width": 88.0,
    "field_height": 25.0,
    "row_height": 16.5,
    "chip_height": 11.5,
    "dot": 14.0,
    "emblem": 21.0,
    "icon_small": 9.5,
    "icon_button": 11.0,
    "icon": 13.0,
    "icon_large": 17.0,
    "tile": 24.0,
    "mark": 38.0,
    "door": 56.0,
    "qr": 48.0,
    "scene": 100.0,
    "small_scene": 38.0,
    "scroll_move": 3.5,
    "corner": 30.0,
    "same_place": 30.0,
    "pen": 0.9,
    "least_target": 12.0,
    "least_letter": 4.8,
}
# What becomes flatter where the screen lies: height is dear there.
WIDE_MM: Mapping[str, float] = {
    "header": 22.0,
    "tools": 30.0,
    "slim_tools": 22.0,
    "emblem": 16.0,
    "door": 46.0,
    "options_height": 84.0,
    "footer": 27.0,
    "button_height": 22.0,
    "scene": 104.0,
    "small_scene": 28.0,
}

COLOURS: Mapping[str, str] = {
    "primary": "#0B57C4",
    "primary_down": "#083E8F",
    "dark": "#083E8F",
    "soft": "#E7F0FD",
    "soft_down": "#C9DDFA",
    "soft_edge": "#B9D2F6",
    "ink": "#10202F",
    "ink2": "#3B4C5E",
    "line": "#D3DDE8",
    "line_strong": "#8A9BAD",
    "ground": "#F3F6FA",
    "card": "#FFFFFF",
    "card_down": "#DCE7F5",
    "ok": "#0F7A45",
    "ok_ink": "#0A5330",
    "ok_soft": "#E3F5EC",
    "warn": "#9A4B00",
    "warn_ink": "#703700",
    "warn_soft": "#FFF3E0",
    "bad": "#B3261E",
    "bad_ink": "#8C1D18",
    "bad_down": "#7E1712",
    "bad_soft": "#FDECEA",
    "off": "#E3E9F0",
    "off_ink": "#506173",
    "on_primary": "#FFFFFF",
    "on_primary2": "#DCE8FB",
    "veil": "#0A1826B8",
    "glass": "#FFFFFF1A",
    "clear": "#FFFFFF00",
}


def rgba(colour: str) -> tuple[float, float, float, float]:
    """#RRGGBB or #RRGGBBAA as four numbers in 0..1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in range(1, len(colour), 2)]
    return (parts[0], parts[1], parts[2], parts[3] if len(parts) > 3 else 1.0)


class Theme:
    """The tokens in pixels of one screen: `theme.body`, `theme.gap`; colours as rgba: `theme.ink`."""

    def __init__(self, width: int, height: int, width_mm: float) -> None:
        self.width, self.height = width, height
        self.px_per_mm = width / width_mm
        self.wide = width > height
        short_mm = min(width, height) / self.px_per_mm
        self.growth = max(1.0, short_mm / DESIGN_MM)
        sizes = {**MM, **WIDE_MM} if self.wide else dict(MM)
        self._values: dict[str, Any] = {name: self.px(mm) for name, mm in sizes.items()}
        self._values |= {name: rgba(colour) for name, colour in COLOURS.items()}

    def px(self, mm: float) -> int:
        """Pixels for a design size in mm."""
        return max(1, round(mm * self.growth * self.px_per_mm))

    def mm(self, px: float) -> float:
        """Real millimetres on the glass."""
        return px / self.px_per_mm

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(name) from None
