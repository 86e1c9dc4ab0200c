"""Who compares the card with its person, as values. No Kivy."""

from dataclasses import dataclass

from kiosk.ports.comparison import Way
from kiosk.session.events import BackPressed, ConsentGiven, ConsentRefused, WayChosen
from kiosk.session.snapshot import ComparisonShown, Frame, WayShown
from kiosk.words import Words
from screens.identity.presenter import CardWords, card_words
from screens.values import (
    NOTHING,
    SILENT,
    Door,
    Footer,
    How,
    Intent,
    Note,
    Point,
    back,
    points,
    say,
    to_booking,
    to_tickets,
    warning,
)

_ORDER = (Way.CLERK, Way.AGENT, Way.FACE)  # people first: nobody is pushed to the face
_ICONS = {Way.CLERK: "clerk", Way.AGENT: "agent", Way.FACE: "face"}
_STEPS = {
    "face": (("person", "comparison.how.look"), ("card", "comparison.how.compare"), ("clock", "comparison.how.wait")),
    "clerk": (("card", "comparison.clerk.card"), ("eye", "comparison.clerk.person"), ("lock", "comparison.clerk.pin")),
    "agent": (("card", "comparison.agent.own"), ("agent", "comparison.agent.lay"), ("check", "comparison.agent.check")),
}
_SIDES = {"face": "face", "clerk": "pad", "agent": "card"}
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What the screen shows: the ways; or one way's next step. `side`: pad, card, face, or nothing beside the words."""

    phase: str
    title: str
    subtitle: str
    trouble: Note
    ways: tuple[Door, ...]
    points: tuple[Point, ...]
    agree: Intent
    refuse: Intent
    steps: tuple[How, ...]
    side: str
    card: CardWords
    digits: int
    open: bool
    clear: str
    others_title: str
    others: tuple[Intent, ...]
    more: str
    footer: Footer


def present(shown: ComparisonShown, frame: Frame, words: Words) -> ComparisonView:
    others = _others(shown, words)
    consent, trouble = shown.phase == "consent", _trouble(shown, words)
    return ComparisonView(
        phase=shown.phase,
        title=words(f"comparison.title.{shown.phase}"),
        subtitle=_subtitle(shown, trouble, words),
        trouble=trouble,
        ways=tuple(_door(way, words) for way in _ordered(shown.ways)) if shown.phase == "choose" else (),
        points=points(tuple(say(words, point) for point in shown.points)) if consent else (),
        agree=Intent(words("comparison.agree"), "agree", ConsentGiven()) if consent else NOTHING,
        refuse=Intent(words("comparison.refuse"), "refuse", ConsentRefused()) if consent else NOTHING,
        steps=tuple(_step(icon, key, words) for icon, key in _STEPS.get(shown.phase, ())),
        side=_SIDES.get(shown.phase, ""),
        card=card_words(words),
        digits=_DIGITS,
        open=not shown.busy and shown.wait <= 0,
        clear=words("key.clear"),
        others_title=words("comparison.others")
        if shown.phase == "choose" and (shown.bookings or shown.tickets)
        else "",
        others=others,
        more=words("button.more"),
        footer=Footer(back(words), others=others),
    )


def _ordered(ways: tuple[WayShown, ...]) -> tuple[WayShown, ...]:
    return tuple(sorted(ways, key=lambda shown: _ORDER.index(shown.way)))


def _door(shown: WayShown, words: Words) -> Door:
    key = f"comparison.way.{shown.way.value}"
    intent = Intent(
        words(key), f"way:{shown.way.value}", WayChosen(shown.way), shown.refused is None, _ICONS[shown.way]
    )
    return Door(intent, words(f"{key}.sentence"), say(words, shown.refused))


def _subtitle(shown: ComparisonShown, trouble: Note, words: Words) -> str:
    """Under a way's title; what is wrong stands in its place, so that all of it stays in sight."""
    if trouble.text and shown.phase != "choose":
        return ""
    return words(f"comparison.subtitle.{shown.phase}", name=shown.name)


def _step(icon: str, key: str, words: Words) -> How:
    return How(icon, words(key), words(f"{key}.sentence"))


def _trouble(shown: ComparisonShown, words: Words) -> Note:
    if shown.wait > 0:
        return Note(words("gate.wait", seconds=shown.wait), "warn", "clock")
    if shown.busy and shown.phase in ("clerk", "agent"):
        return Note(words(f"comparison.busy.{shown.phase}"), "info", "clock")
    if shown.trouble is None or shown.trouble.key == "gate.wait":  # the wait is over
        return SILENT
    return warning(words, shown.trouble)


def _others(shown: ComparisonShown, words: Words) -> tuple[Intent, ...]:
    another = Intent(words("comparison.other-way"), "other-way", BackPressed(), icon="people")
    found = (
        another if shown.phase in _STEPS else NOTHING,
        to_booking(words) if shown.bookings else NOTHING,
        to_tickets(words, "home.ticket") if shown.tickets else NOTHING,
    )
    return tuple(intent for intent in found if intent.label)
