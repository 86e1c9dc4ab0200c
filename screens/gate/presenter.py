"""The PIN pad as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.snapshot import Frame, GateShown, Say
from kiosk.words import Words
from screens.values import SILENT, Footer, Note, Samples, back, warning


@dataclass(frozen=True, slots=True)
class GateView:
    """What the screen shows: how many digits, whether the pad is open, what was wrong."""

    title: str
    subtitle: str
    digits: int
    open: bool
    clear: str
    trouble: Note
    footer: Footer


def present(shown: GateShown, frame: Frame, words: Words) -> GateView:
    trouble = warning(words, shown.trouble)
    if shown.wait > 0:
        trouble = Note(words("gate.wait", seconds=shown.wait), "warn", "clock")
    return GateView(
        title=words("gate.title"),
        subtitle=words("gate.subtitle", digits=shown.digits),
        digits=shown.digits,
        open=shown.wait <= 0,
        clear=words("key.clear"),
        trouble=trouble or SILENT,
        footer=Footer(back(words)),
    )


SAMPLES: Samples = {
    "open": GateShown(6, None, 0),
    "wrong": GateShown(6, Say("gate.wrong"), 0),
    "waiting": GateShown(6, Say("gate.wrong"), 30),
}
SAMPLES_EN: Samples = {}
