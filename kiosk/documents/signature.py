"""A signature drawn on the screen as SVG: strokes in 0..1 of the pad, y down."""

import math
from itertools import pairwise

Strokes = tuple[tuple[tuple[float, float], ...], ...]

WIDTH, HEIGHT = 600, 240  # units of the picture; the pad has the same proportions
_ENOUGH = 0.15  # a dot or a slip of the finger is no signature: this much of the pad's width must be drawn


def as_svg(strokes: Strokes) -> str:
    """One path a stroke, coordinates rounded to a tenth of a unit."""
    paths = "".join(
        '<path d="M' + " L".join(f"{x * WIDTH:.1f} {y * HEIGHT:.1f}" for x, y in stroke) + '"/>'
        for stroke in strokes
        if len(stroke) > 1
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        '<g fill="none" stroke="#000" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">'
        f"{paths}</g></svg>"
    )


def is_enough(strokes: Strokes) -> bool:
    """Whether something was written: all strokes together are long enough."""
    length = sum(math.hypot(x2 - x1, y2 - y1) for stroke in strokes for (x1, y1), (x2, y2) in pairwise(stroke))
    return length >= _ENOUGH
