"""The way in for staff and technicians: four corners, clockwise from the top left, within six seconds. No Kivy."""

from typing import Literal

CORNERS = ("top-left", "top-right", "bottom-right", "bottom-left")
WITHIN = 6.0  # seconds

Answer = Literal["wait", "gate", "wake"]


class CornerSequence:
    """Tells an ordinary touch (wake) from a step of the sequence (wait) and from its end (gate)."""

    def __init__(self) -> None:
        self._step = 0
        self._began = 0.0

    def touched(self, corner: str | None, now: float) -> Answer:
        """A touch in `corner` (None: anywhere else) at `now`, monotonic seconds."""
        late = self._step > 0 and now - self._began > WITHIN
        if late:
            self._step = 0
        if corner != CORNERS[self._step]:
            self._step = 0
            return "wake"
        if self._step == 0:
            self._began = now
        self._step += 1
        if self._step < len(CORNERS):
            return "wait"
        self._step = 0
        return "gate"


def corner_of(x: float, y: float, width: float, height: float, size: float) -> str | None:
    """Which corner a touch fell into; y up, as Kivy counts."""
    row = "top" if y >= height - size else "bottom" if y <= size else None
    column = "left" if x <= size else "right" if x >= width - size else None
    return f"{row}-{column}" if row and column else None
