"""The identity screen as values: the card, a code of the phone, and what goes without either. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import BackPressed
from kiosk.session.snapshot import Frame, IdentityShown, Say
from kiosk.words import Words
from screens.values import (
    NOTHING,
    SILENT,
    Door,
    Footer,
    Intent,
    Note,
    Samples,
    back,
    say,
    to_booking,
    to_tickets,
)


@dataclass(frozen=True, slots=True)
class CardWords:
    """The words on the drawn card."""

    name: str
    sex: str
    address: str
    number: str


@dataclass(frozen=True, slots=True)
class Try:
    """One thing to do, as a picture and a sentence: `lay` the card, or show the code."""

    scene: str
    lay: bool
    card: CardWords
    live: bool
    word: str
    sentence: str
    alone: bool


@dataclass(frozen=True, slots=True)
class IdentityView:
    """What the screen shows: what to lay or show, what went wrong, why we ask.

    `doors` is what goes without a card, once it did not work; then the pictures are small.
    """

    title: str
    subtitle: str
    trouble: Note
    missed: Note  # the same, beside the doors
    tries: tuple[Try, ...]
    doors: tuple[Door, ...]
    replace: Note
    left: bool  # something stands beside the doors, or above them
    why: Note
    more: str
    footer: Footer


def present(shown: IdentityShown, frame: Frame, words: Words) -> IdentityView:
    helped = (shown.stuck and shown.purpose == "start") or shown.phase == "unavailable"
    trouble, tries = _trouble(shown, words), _tries(shown, helped, words)
    replace = _replace(shown, words) if helped else SILENT
    said = _title(shown, words)
    return IdentityView(
        title=said[0],
        subtitle="" if helped and trouble.text and shown.purpose == "start" else said[1],  # the doors need the room
        trouble=SILENT if helped else trouble,
        missed=trouble if helped else SILENT,
        tries=tries,
        doors=_doors(shown, words) if helped else (),
        replace=replace,
        left=bool(tries or replace.text or trouble.text),
        why=_why(shown, words) if not helped else SILENT,
        more=words("button.more"),
        footer=Footer(back(words), NOTHING if helped else _ticket(shown, words)),
    )


def card_words(words: Words) -> CardWords:
    """What stands on the drawn card."""
    return CardWords(*(words(f"identity.card.{key}") for key in ("name", "sex", "address", "number")))


def _title(shown: IdentityShown, words: Words) -> tuple[str, str]:
    again = shown.purpose == "again"
    if shown.phase == "unavailable":
        code = shown.trouble is not None and shown.trouble.key == "refuse.qr-scanner"
        rest = words("identity.still-here" if again else "identity.window")
        return words("identity.code-unavailable" if code else "identity.unavailable"), rest
    if shown.stuck and not again:
        return words("identity.stuck"), words("identity.stuck.subtitle")
    if shown.card:
        key = "again" if again else "start"
        return words(f"identity.title.{key}"), words(f"identity.subtitle.{key}")
    if again:
        return words("identity.title.code-again"), words("identity.subtitle.again")
    return words("identity.title.code"), words("identity.subtitle.code")


def _tries(shown: IdentityShown, helped: bool, words: Words) -> tuple[Try, ...]:
    if shown.phase == "unavailable":
        return (
            (Try("scene_card", True, card_words(words), False, words("identity.window"), "", True),)
            if not shown.tickets
            else ()
        )
    card, code, both = shown.card, shown.codes, shown.card and shown.codes
    where, patience = ("retry", "retry.sentence") if helped else ("where", "patience")
    found = []
    if card:
        word, sentence = words(f"identity.{where}"), words(f"identity.{patience}")
        found.append(Try("scene_card", True, card_words(words), True, word, sentence, not both))
    if code:
        word = words("identity.code.or" if both else "identity.code")
        found.append(Try("scene_phone", False, card_words(words), True, word, words("identity.code.kinds"), not both))
    return tuple(found)


def _trouble(shown: IdentityShown, words: Words) -> Note:
    if shown.phase == "asking":
        return Note(words("identity.asking"), "info", "clock")
    if shown.trouble is None:
        return SILENT
    sentence = say(words, shown.trouble)
    if shown.stuck and shown.purpose == "again":
        sentence = words("identity.again-and-again", trouble=sentence)
    return Note(sentence, "bad" if shown.phase == "unavailable" else "warn", "warn")


def _why(shown: IdentityShown, words: Words) -> Note:
    key = "start" if shown.purpose == "start" else ("again" if shown.card else "code-again")
    return Note(words(f"identity.why.{key}"), "info", "shield")


def _doors(shown: IdentityShown, words: Words) -> tuple[Door, ...]:
    """What can be done without a card, the nearest first."""
    guide = Intent(words("identity.guide"), "guide", BackPressed(), icon="guide")
    ticket = f"identity.ticket.{'sentence' if shown.purpose == 'start' else 'again'}"
    found = (
        Door(to_tickets(words), words(ticket)) if shown.tickets else None,
        Door(to_booking(words), words("guide.booking.sentence")) if shown.bookings else None,
        Door(guide, words("identity.guide.sentence")) if shown.purpose == "start" else None,
    )
    return tuple(door for door in found if door is not None)


def _replace(shown: IdentityShown, words: Words) -> Note:
    return Note(shown.replace_at, "info", "card") if shown.replace_at else SILENT


def _ticket(shown: IdentityShown, words: Words) -> Intent:
    if not shown.tickets or shown.purpose == "again":
        return NOTHING
    return to_tickets(words, "identity.no-card" if shown.card else "identity.no-code")


_OFFICE = "身份证坏了或丢了：到长江镇派出所户籍窗口（中心东门外 200 米）补办，当场可开临时身份证。"
_OFFICE_EN = (
    "Card broken or lost: the household desk of Changjiang police station (200 m from the east gate) replaces it and "
    "issues a temporary card at once."
)
_MISSED = Say("error.card.unreadable")


def _stuck(codes: bool, office: str) -> IdentityShown:
    return IdentityShown("start", "failed", _MISSED, 3, True, codes=codes, stuck=True, bookings=True, replace_at=office)


SAMPLES: Samples = {
    "waiting": IdentityShown("start", "waiting", None, 0, True),
    "waiting, codes": IdentityShown("start", "waiting", None, 0, True, codes=True),
    "waiting, code alone": IdentityShown("start", "waiting", None, 0, True, card=False, codes=True),
    "asking": IdentityShown("start", "asking", None, 0, True, codes=True),
    "lift first": IdentityShown("start", "waiting", Say("identity.lift-first"), 0, True, codes=True),
    "failed once": IdentityShown("start", "failed", Say("error.card.lifted"), 1, True),
    "failed, code": IdentityShown("start", "failed", Say("scan.payment"), 1, True, codes=True),
    "failed, code alone": IdentityShown("start", "failed", Say("scan.torn"), 2, True, card=False, codes=True),
    "stuck": _stuck(True, _OFFICE),
    "stuck, card alone": _stuck(False, ""),
    "stuck, code alone": IdentityShown(
        "start", "failed", Say("scan.unknown"), 3, False, card=False, codes=True, stuck=True
    ),
    "unavailable": IdentityShown(
        "start", "unavailable", Say("refuse.id-reader"), 0, True, card=False, bookings=True, replace_at=_OFFICE
    ),
    "unavailable, code": IdentityShown("start", "unavailable", Say("refuse.qr-scanner"), 0, True, card=False),
    "unavailable, no tickets": IdentityShown("start", "unavailable", Say("error.reader.out-of-service"), 0, False),
    "again": IdentityShown("again", "waiting", None, 0, False),
    "again, failed": IdentityShown("again", "failed", Say("error.card.unknown"), 1, False),
    "again, unavailable": IdentityShown("again", "unavailable", Say("refuse.id-reader"), 0, True, card=False),
    "again, stuck": IdentityShown("again", "failed", Say("identity.other-card"), 3, False, stuck=True),
    "again, code": IdentityShown("again", "waiting", None, 0, False, card=False, codes=True),
}
SAMPLES_EN: Samples = {"stuck": _stuck(True, _OFFICE_EN)}
