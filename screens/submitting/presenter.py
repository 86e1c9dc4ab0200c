"""While the application is committed and sent, as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.snapshot import Frame, SubmittingShown
from kiosk.words import Words
from screens.values import Footer, Samples


@dataclass(frozen=True, slots=True)
class SubmittingView:
    """What the screen shows: where the application is now."""

    icon: str
    title: str
    sentence: str
    footer: Footer


def present(shown: SubmittingShown, frame: Frame, words: Words) -> SubmittingView:
    phase = "kept" if shown.kept else "keeping"
    return SubmittingView(
        icon="send" if shown.kept else "keep",
        title=words(f"submitting.title.{phase}"),
        sentence=words(f"submitting.sentence.{phase}"),
        footer=Footer(hint=words("submitting.stay")),
    )


SAMPLES: Samples = {"keeping": SubmittingShown(False), "kept": SubmittingShown(True)}
SAMPLES_EN: Samples = {}
