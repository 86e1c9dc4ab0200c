"""The signature pad as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import SignatureCleared
from kiosk.session.snapshot import Frame, SignShown
from kiosk.words import Words
from screens.values import Footer, Intent, Samples, back, main


@dataclass(frozen=True, slots=True)
class SignView:
    """What the screen shows: whose name, the strokes so far."""

    title: str
    subtitle: str
    here: str
    strokes: tuple[tuple[tuple[float, float], ...], ...]
    clear: Intent
    finger: str
    footer: Footer


def present(shown: SignShown, frame: Frame, words: Words) -> SignView:
    signed = bool(shown.strokes)
    return SignView(
        title=words("sign.title"),
        subtitle=words("sign.subtitle", name=shown.name),
        here="" if signed else words("sign.here"),
        strokes=shown.strokes,
        clear=Intent(words("button.clear-signature"), "clear", SignatureCleared(), signed, "rub"),
        finger=words("sign.finger"),
        footer=Footer(back(words), main(words, "button.submit", enabled=signed), "" if signed else words("sign.first")),
    )


_STROKES = (
    ((0.2, 0.3), (0.26, 0.29), (0.34, 0.3), (0.4, 0.28)),
    ((0.21, 0.5), (0.3, 0.48), (0.39, 0.5)),
    ((0.3, 0.3), (0.31, 0.45), (0.3, 0.7)),
    ((0.18, 0.72), (0.28, 0.7), (0.43, 0.71)),
    ((0.55, 0.25), (0.6, 0.4), (0.54, 0.66), (0.62, 0.74), (0.76, 0.6)),
    ((0.58, 0.45), (0.7, 0.42), (0.8, 0.45)),
)
SAMPLES: Samples = {"empty": SignShown("王*英", ()), "signed": SignShown("王*英", _STROKES)}
SAMPLES_EN: Samples = {}
