"""The farewell as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.snapshot import Frame, WipingShown
from kiosk.words import Words
from screens.page.presenter import HeaderView, header
from screens.values import Samples


@dataclass(frozen=True, slots=True)
class WipingView:
    """What the screen shows: goodbye, and the card."""

    header: HeaderView
    icon: str
    title: str
    sentence: str


def present(shown: WipingShown, frame: Frame, words: Words) -> WipingView:
    left = "card" if shown.card_left else "plain"
    return WipingView(
        header=header(frame, words),
        icon="card" if shown.card_left else "shield",
        title=words(f"wiping.title.{left}"),
        sentence=words("wiping.sentence"),
    )


SAMPLES: Samples = {"plain": WipingShown(False), "card left": WipingShown(True)}
SAMPLES_EN: Samples = {}
