"""Loads kv files, each once: twice would give every widget its children twice."""

from functools import cache
from pathlib import Path

from kivy.lang import Builder

_HERE = Path(__file__).parent


@cache
def beside(module_file: str) -> None:
    """Load the `view.kv` beside a screen's `view.py`."""
    Builder.load_file(str(Path(module_file).with_name("view.kv")))


@cache
def widgets() -> None:
    """Load the shared widgets, in the order in which they build on one another."""
    from screens.input import keyboard, keypad, pad, pinpad  # noqa: F401  (classes that kv names)
    from screens.widgets import box, note, pane, picture, press, rows, text  # noqa: F401

    for name in ("text", "press", "card", "note", "more", "picture", "door"):
        Builder.load_file(str(_HERE / "widgets" / f"{name}.kv"))
    for name in ("keypad", "keyboard", "pad", "pinpad"):
        Builder.load_file(str(_HERE / "input" / f"{name}.kv"))
