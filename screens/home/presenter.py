"""The home screen as values. No Kivy."""

from dataclasses import dataclass, replace

from kiosk.session.events import MatterChosen
from kiosk.session.snapshot import Frame, HomeShown, MatterOffer, Say
from kiosk.words import Words
from screens.values import Door, Footer, How, Intent, Samples, say, to_tickets

_HERE = (("card", "card"), ("form", "form"), ("camera", "camera"), ("sign", "sign"), ("slip", "slip"))
_WINDOW = (("ticket", "ticket"), ("call", "call"), ("clerk", "desk"))
_ROOMY = 3  # up to so many matters each gets a wide door


@dataclass(frozen=True, slots=True)
class Offer:
    """One matter: its everyday name, its full name, how long it takes; or why it cannot be done now."""

    intent: Intent
    name: str
    facts: str
    refused: str
    open: bool


@dataclass(frozen=True, slots=True)
class HomeView:
    """What the screen shows: what can be done now, the way to a number, how it goes."""

    title: str
    offers: tuple[Offer, ...]
    roomy: bool
    alone: bool  # one matter or none: there is room to say how it goes, sentence by sentence
    none: str
    none_sentence: str
    doors: tuple[Door, ...]
    how_title: str
    how: tuple[How, ...]
    more: str
    footer: Footer


def present(shown: HomeShown, frame: Frame, words: Words) -> HomeView:
    return HomeView(
        title=words("home.title"),
        offers=tuple(_offer(offer, words) for offer in shown.offers),
        roomy=len(shown.offers) <= _ROOMY,
        alone=len(shown.offers) <= 1,
        none="" if shown.offers else words("home.none"),
        none_sentence="" if shown.offers else words("home.none.sentence", phone=frame.phone),
        doors=_doors(shown, words),
        how_title=_how_title(shown, words),
        how=_how(shown, words),
        more=words("button.more"),
        footer=Footer(),
    )


def _offer(offer: MatterOffer, words: Words) -> Offer:
    return Offer(
        intent=Intent(offer.popular or offer.name, f"matter:{offer.slug}", MatterChosen(offer.slug), icon="apply"),
        name=offer.name if offer.popular and offer.name != offer.popular else "",
        facts=" · ".join(filter(None, (_minutes(offer, words), _days(offer, words)))),
        refused=say(words, offer.refused),
        open=offer.refused is None,
    )


def _minutes(offer: MatterOffer, words: Words) -> str:
    return words("home.minutes", minutes=offer.minutes) if offer.minutes else ""


def _days(offer: MatterOffer, words: Words) -> str:
    if offer.instant:
        return words("home.instant")
    return words("home.days", days=offer.days) if offer.days else ""


def _doors(shown: HomeShown, words: Words) -> tuple[Door, ...]:
    if not shown.tickets:
        return ()
    waiting = words("home.waiting", waiting=shown.waiting) if shown.waiting is not None else words("home.ticket-facts")
    return (Door(to_tickets(words, "home.ticket"), waiting, strong=not shown.offers),)


def _how_title(shown: HomeShown, words: Words) -> str:
    if shown.offers:
        return words("home.how")
    return words("home.window") if shown.tickets else ""


def _how(shown: HomeShown, words: Words) -> tuple[How, ...]:
    """How a visit goes here; where nothing can be done here, how it goes at the window."""
    steps = tuple((icon, f"home.how.{key}") for icon, key in _HERE)
    if not shown.offers:
        steps = tuple((icon, f"home.window.{key}") for icon, key in _WINDOW) if shown.tickets else ()
    return tuple(How(icon, words(key), words(f"{key}.sentence")) for icon, key in steps)


_AGE = MatterOffer("elderly_allowance", "80周岁以上老年人高龄津贴申领", "高龄补贴", 15, False, 6)
_PENSION = MatterOffer("pension_proof", "城乡居民养老保险待遇领取资格认证", "养老金资格认证", None, True, 2)
_MEDICAL = MatterOffer(
    "medical",
    "城乡居民基本医疗保险参保登记",
    "医保参保登记",
    5,
    False,
    3,
    Say("refuse.device", (("device", "高拍仪"),)),
)
_AGE_EN = MatterOffer("elderly_allowance", "Old-age allowance (80 and over)", "Old-age allowance", 15, False, 6)
_MEDICAL_EN = MatterOffer(
    "medical",
    "Basic medical insurance for residents: joining",
    "Joining the medical insurance",
    5,
    False,
    3,
    Say("refuse.no-network"),
)


def _many(*offers: MatterOffer) -> tuple[MatterOffer, ...]:
    """Eight matters with slugs of their own."""
    return tuple(replace(offers[n % len(offers)], slug=f"{offers[n % len(offers)].slug}_{n}") for n in range(8))


SAMPLES: Samples = {
    "one matter": HomeShown((_AGE,), 7, True),
    "three matters": HomeShown((_AGE, _PENSION, _MEDICAL), None, True),
    "eight matters": HomeShown(_many(_AGE, _PENSION, _MEDICAL), 12, True),
    "refused": HomeShown((_MEDICAL,), 0, True),
    "no tickets": HomeShown((_AGE, _PENSION), None, False),
    "nothing": HomeShown((), None, True),
    "nothing, no tickets": HomeShown((), None, False),
}
SAMPLES_EN: Samples = {
    "one matter": HomeShown((_AGE_EN,), 7, True),
    "three matters": HomeShown(_many(_AGE_EN, _MEDICAL_EN)[:3], None, True),
    "eight matters": HomeShown(_many(_AGE_EN, _MEDICAL_EN), 12, True),
    "refused": HomeShown((_MEDICAL_EN,), 0, True),
    "no tickets": HomeShown((_AGE_EN,), None, False),
}
