"""The panel's sizes: for a mouse and a seat before a laptop, not for a finger. Colours are the kiosk's own."""

from collections.abc import Mapping

from screens.theme.tokens import Theme

DESIGN_HEIGHT = 1040  # px; a lower window shrinks all sizes, so that the whole panel stays in sight
_LEAST, _MOST = 0.7, 1.2

PX: Mapping[str, float] = {
    # letters (em)
    "small": 13.5,
    "body": 15,
    "strong": 15,
    "button": 14.5,
    "heading": 17,
    "title": 22,
    # distances
    "hair": 1,
    "edge": 1.6,
    "tight": 3,
    "near": 6,
    "gap": 9,
    "pad": 13,
    "margin": 14,
    # corners
    "radius_chip": 5,
    "radius_button": 7,
    "radius_card": 11,
    # boxes
    "header": 46,
    "row_height": 24,
    "chip_height": 21,
    "pill_height": 27,
    "card_height": 54,
    "button_height": 32,
    "act_width": 74,
    "who_width": 58,
    "icon_small": 14,
    "icon_button": 16,
    "icon": 18,
    "icon_large": 20,
    "tile": 34,
    "mark": 26,
    "slit": 10,
    "scroll_move": 6,
    "scroll_step": 60,
    "same_place": 0.5,
}


class DeskTheme(Theme):
    """The tokens of the panel's window."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height, width / 4.0)
        scale = min(_MOST, max(_LEAST, height / DESIGN_HEIGHT))
        self._values |= {name: max(1, round(px * scale)) for name, px in PX.items()}
