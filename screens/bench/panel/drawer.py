"""The drawer of cards and what else can be held before the terminal, as values. No Kivy."""

from dataclasses import dataclass

from kiosk.words import Words
from screens.bench.panel.values import Board, Knob, Memory, Spoil, do, knob
from screens.values import Intent

_ORDER = ("elder", "elder2", "adult", "minor", "expired", "hmt_permit", "foreign_2017", "foreign_2023", "unknown_mark")
_MARKS = {"hmt_permit": "J", "foreign_2017": "I", "foreign_2023": "Y", "unknown_mark": "?"}
_FACES = ("same", "other", "nobody", "several", "photo", "dark")


@dataclass(frozen=True, slots=True)
class CardTile:
    """One card of the drawer; touching it lays it, touching the one that lies there lifts it."""

    intent: Intent
    title: str
    fact: str
    mark: str
    lies: bool


@dataclass(frozen=True, slots=True)
class DrawerView:
    """Cards, their damages, codes, faces."""

    title: str
    hint: str
    cards: tuple[CardTile, ...]
    damage_title: str
    damages: tuple[Knob, ...]
    codes_title: str
    codes: tuple[Knob, ...]
    faces_title: str
    faces: tuple[Knob, ...]


def present(board: Board, memory: Memory, words: Words) -> DrawerView:
    codes, faces = _codes(board, words), _faces(board, words)
    reader = board.states.get("id-reader")
    return DrawerView(
        title=words("panel.cards"),
        hint=words("panel.cards.hint") if reader is not None else words("panel.gone"),
        cards=_cards(board, memory, words),
        damage_title=words("panel.damage"),
        damages=_damages(board, memory, words),
        codes_title=words("panel.codes") if codes else "",
        codes=codes,
        faces_title=words("panel.faces") if faces else "",
        faces=faces,
    )


def card_name(card: str, known: str, words: Words) -> str:
    """What a card is called; `known` is the simulator's own title: name, age, what is special about it.

    Names stay out of kiosk.words: each visit holds those, and a resident's name must not be found in its memory.
    """
    return words(f"panel.card.{card}") if words.has(f"panel.card.{card}") else " ".join(known.split()[:2])


def _cards(board: Board, memory: Memory, words: Words) -> tuple[CardTile, ...]:
    reader = board.states.get("id-reader", {})
    known = reader.get("cards", {})
    names = [*(card for card in _ORDER if card in known), *(card for card in known if card not in _ORDER)]
    return tuple(_tile(card, known[card], reader.get("card") == card, memory.damage, words) for card in names)


def _tile(card: str, known: str, lies: bool, damage: str, words: Words) -> CardTile:
    laid = do("id-reader", "lay", card=card, **({"damage": damage} if damage else {}))
    fact = f"panel.card.{card}.fact"
    return CardTile(
        intent=Intent(card_name(card, known, words), f"card:{card}", do("id-reader", "lift") if lies else laid),
        title=card_name(card, known, words),
        fact=words(fact) if words.has(fact) else "",
        mark=_MARKS.get(card, ""),
        lies=lies,
    )


def _damages(board: Board, memory: Memory, words: Words) -> tuple[Knob, ...]:
    known = board.states.get("id-reader", {}).get("damages", ())
    return tuple(
        Knob(Intent(words(f"panel.damage.{each or 'none'}"), f"damage:{each}", Spoil(each)), each == memory.damage)
        for each in ("", *(each for each in known if words.has(f"panel.damage.{each}")))
        if known
    )


def _codes(board: Board, words: Words) -> tuple[Knob, ...]:
    scanner = board.states.get("qr-scanner", {})
    shown = scanner.get("shown", ())
    codes = tuple(
        knob(_code_name(name, words), do("qr-scanner", "show", code=name), chosen=text in shown)
        for name, text in scanner.get("codes", {}).items()
    )
    away = knob(words("panel.code.away"), do("qr-scanner", "take_away"), enabled=bool(shown))
    return (*codes, away) if codes else ()


def _code_name(name: str, words: Words) -> str:
    return words(f"panel.code.{name}") if words.has(f"panel.code.{name}") else name


def _faces(board: Board, words: Words) -> tuple[Knob, ...]:
    face = board.states.get("face-comparison")
    if face is None:
        return ()
    return tuple(
        knob(words(f"panel.face.{who}"), do("face-comparison", "person", who=who), chosen=face.get("who") == who)
        for who in _FACES
    )
