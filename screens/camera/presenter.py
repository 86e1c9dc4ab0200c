"""The camera screen as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import PhotoDropped, PhotoKept, PhotoPressed
from kiosk.session.snapshot import CameraShown, Frame, Say
from kiosk.words import Words
from screens.values import NOTHING, Footer, Intent, Note, Samples, back, warning


@dataclass(frozen=True, slots=True)
class CameraView:
    """What the screen shows: the picture, its words, and what can be done with it."""

    title: str
    subtitle: str
    waiting: str
    live: bool
    trouble: Note
    tips: tuple[str, ...]
    retake: Intent
    footer: Footer


def present(shown: CameraShown, frame: Frame, words: Words) -> CameraView:
    taken = shown.phase == "taken"
    return CameraView(
        title=words("camera.title.taken") if taken else words("camera.title", material=shown.material),
        subtitle=words("camera.page", material=shown.material, page=shown.page),
        waiting=words("camera.waiting"),
        live=shown.phase == "live",
        trouble=warning(words, shown.trouble),
        tips=() if taken else tuple(words(f"camera.tip.{key}") for key in ("flat", "whole", "still")),
        retake=Intent(words("button.retake"), "retake", PhotoDropped(), icon="retake") if taken else NOTHING,
        footer=Footer(back(words), _main(shown, words)),
    )


def _main(shown: CameraShown, words: Words) -> Intent:
    if shown.phase == "taken":
        return Intent(words("button.keep"), "keep", PhotoKept())
    if shown.phase == "taking":
        return Intent(words("button.taking"), "photo", PhotoPressed(), enabled=False)
    return Intent(words("button.take"), "photo", PhotoPressed(), icon="camera")


SAMPLES: Samples = {
    "live": CameraShown("居民户口簿（本人页）", 1, "live", None),
    "taking": CameraShown("居民户口簿（本人页）", 2, "taking", None),
    "taken": CameraShown("居民户口簿（本人页）", 1, "taken", None),
    "trouble": CameraShown("本人银行账户或社会保障卡金融账户", 1, "live", Say("error.camera.no-picture")),
}
SAMPLES_EN: Samples = {
    "live": CameraShown("Household register (own page)", 1, "live", None),
    "taken": CameraShown("Household register (own page)", 1, "taken", None),
    "trouble": CameraShown("Bank account or social-security card account", 1, "live", Say("error.camera.no-picture")),
}
