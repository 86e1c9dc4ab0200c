"""The card screen as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import TicketsOpened
from kiosk.session.snapshot import Frame, IdentityShown, Say
from kiosk.words import Words
from screens.values import NOTHING, SILENT, Footer, Intent, Note, Samples, back, say

_HELP_AFTER = 2  # misses


@dataclass(frozen=True, slots=True)
class CardWords:
    """The words on the drawn card."""

    name: str
    sex: str
    address: str
    number: str


@dataclass(frozen=True, slots=True)
class IdentityView:
    """What the screen shows: where to lay the card, what went wrong, why we ask."""

    title: str
    subtitle: str
    where: str
    patience: str
    card: CardWords
    works: bool
    trouble: Note
    why: Note
    footer: Footer


def present(shown: IdentityShown, frame: Frame, words: Words) -> IdentityView:
    works = shown.phase != "unavailable"
    again = "again" if shown.purpose == "again" else "start"
    return IdentityView(
        title=words(f"identity.title.{again}") if works else words("identity.unavailable"),
        subtitle=words(f"identity.subtitle.{again}") if works else words("identity.window"),
        where=words("identity.where"),
        patience=words("identity.patience"),
        card=CardWords(*(words(f"identity.card.{key}") for key in ("name", "sex", "address", "number"))),
        works=works,
        trouble=_trouble(shown, words),
        why=Note(words(f"identity.why.{again}"), "info", "shield") if works else SILENT,
        footer=Footer(back(words), _ticket(shown, words)),
    )


def _trouble(shown: IdentityShown, words: Words) -> Note:
    if shown.trouble is None:
        return SILENT
    sentence = say(words, shown.trouble)
    if shown.phase == "failed" and shown.misses >= _HELP_AFTER:
        sentence = words("identity.again-and-again", trouble=sentence)
    return Note(sentence, "bad" if shown.phase == "unavailable" else "warn", "warn")


def _ticket(shown: IdentityShown, words: Words) -> Intent:
    if not shown.tickets or shown.purpose == "again":
        return NOTHING
    key = "button.ticket" if shown.phase == "unavailable" else "identity.no-card"
    return Intent(words(key), "tickets", TicketsOpened())


SAMPLES: Samples = {
    "waiting": IdentityShown("start", "waiting", None, 0, True),
    "failed once": IdentityShown("start", "failed", Say("error.card.lifted"), 1, True),
    "failed often": IdentityShown("start", "failed", Say("error.card.unreadable"), 3, True),
    "unavailable": IdentityShown("start", "unavailable", Say("error.device.unplugged"), 0, True),
    "unavailable, no tickets": IdentityShown("start", "unavailable", Say("error.reader.out-of-service"), 0, False),
    "again": IdentityShown("again", "waiting", None, 0, True),
    "again, failed": IdentityShown("again", "failed", Say("error.card.unknown"), 1, True),
}
SAMPLES_EN: Samples = {}
