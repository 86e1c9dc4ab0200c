"""Touch to paint: from XTest's event to the first changed pixel of the framebuffer."""

import numpy as np

from tests.bench.glass import HEIGHT, Glass, Pixels
from tests.bench.table import Row
from tests.bench.terminal import Terminal

_STEP = 4
_AROUND = 40  # px around the touched thing that belong to its own picture
_HEADER, _FOOTER = HEIGHT // 8, HEIGHT * 9 // 10  # the clock above, the countdown below: they change by themselves
_MATTER = "matter:elderly_allowance"


def measure(terminal: Terminal, glass: Glass, runs: int) -> list[Row]:
    """On home and a matter's guide: presses that are taken back, then switches between the two."""
    terminal.comes_to("attract")
    terminal.settled()
    glass.tap(terminal.target("wake"))
    terminal.comes_to("home")
    matter = terminal.target(_MATTER)
    presses = [_press(glass, matter) for _ in range(runs)]
    switches: list[float] = []
    first: list[float] = []
    for turn in range((runs + 1) // 2 + 1):
        for wanted, name in (("guide", _MATTER), ("home", "back")):
            taken = _switch(glass, terminal.target(name))
            terminal.comes_to(wanted)
            (switches if turn else first).append(taken)
    glass.tap(terminal.target("cancel"))
    terminal.comes_to("attract")
    return [
        Row("touch: press → button painted pressed", "ms", presses, "first changed pixel of the button"),
        Row("touch: release → other screen, again", "ms", switches, "first changed pixel outside the button"),
        Row("touch: release → other screen, first time", "ms", first[:1], "built ahead; its words are painted then"),
    ]


def _press(glass: Glass, box: dict[str, int]) -> float:
    """Milliseconds. The finger leaves the button before it is lifted: nothing is chosen."""
    glass.move(box["x"] + box["w"] / 2, box["y"] + box["h"] / 2)
    glass.rest()
    place = (slice(box["y"], box["y"] + box["h"]), slice(box["x"], box["x"] + box["w"]))
    before = glass.pixels[place].copy()
    began = glass.press()
    ended = glass.when(lambda: not np.array_equal(glass.pixels[place], before), "the button to be painted pressed")
    glass.move(2, HEIGHT - 2)
    glass.release()
    return (ended - began) * 1000


def _switch(glass: Glass, box: dict[str, int]) -> float:
    glass.move(box["x"] + box["w"] / 2, box["y"] + box["h"] / 2)
    glass.rest()
    glass.press()
    before = _elsewhere(glass.rest(), box)
    began = glass.release()
    return (glass.when(lambda: not np.array_equal(_elsewhere(glass.pixels, box), before), "a switch") - began) * 1000


def _elsewhere(pixels: Pixels, box: dict[str, int]) -> Pixels:
    """What lies above the touched thing, or below it where that is more."""
    above, below = box["y"] - _AROUND, box["y"] + box["h"] + _AROUND
    rows = slice(_HEADER, above) if above - _HEADER > _FOOTER - below else slice(below, _FOOTER)
    return pixels[rows][::_STEP, ::_STEP].copy()
