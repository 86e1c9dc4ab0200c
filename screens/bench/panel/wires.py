"""Each device at the end of its wire: what is on the bench now, and the knobs that change it. No Kivy."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.words import Words
from screens.bench.panel.drawer import card_name
from screens.bench.panel.values import Board, Knob, State, do, knob

_SLOW = 3.0  # seconds that a slow network adds
_MODES = ("500", "hang", "html")
_ICONS = {
    "id-reader": "card",
    "qr-scanner": "touch",
    "receipt-printer": "printer",
    "document-camera": "camera",
    "face-comparison": "person",
    "hall": "network",
}


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device: tone is ok, warn, bad or off."""

    icon: str
    name: str
    state: str
    tone: str
    now: str
    knobs: tuple[Knob, ...]


@dataclass(frozen=True, slots=True)
class WiresView:
    """All devices."""

    title: str
    devices: tuple[DeviceRow, ...]


def present(board: Board, words: Words) -> WiresView:
    rows = (_row(device, board.states.get(device), words) for device in _ICONS if _shown(device, board))
    return WiresView(words("panel.wires"), tuple(rows))


def _shown(device: str, board: Board) -> bool:
    """What this bench does not have at all takes no room."""
    return device in board.states or device not in ("qr-scanner", "face-comparison")


def _row(device: str, state: State | None, words: Words) -> DeviceRow:
    name, icon = words(f"panel.device.{device}"), _ICONS[device]
    if state is None:
        return DeviceRow(icon, name, words("panel.gone.short"), "off", words("panel.gone"), ())
    plugged = bool(state.get("plugged", True))
    now, own = _KINDS[device](state, words)
    cable = do(device, "unplug" if plugged else "plug")
    wire = knob(words(f"panel.{'cut' if device == 'hall' else 'wire'}.{cable.op}"), cable, chosen=not plugged)
    tone = "bad" if not plugged else "warn" if _hurt(state) else "ok"
    said = {"bad": "panel.unplugged", "warn": "panel.hurt", "ok": "panel.works"}[tone]
    return DeviceRow(icon, name, words(said), tone, now if plugged else words("panel.unplugged.now"), (*own, wire))


def _hurt(state: State) -> bool:
    return (
        state.get("paper", "ok") != "ok"
        or any(state.get(fault) for fault in ("cover_open", "cutter_stuck", "silent", "slow"))
        or state.get("mode", "ok") != "ok"
    )


def _reader(state: State, words: Words) -> tuple[str, tuple[Knob, ...]]:
    card = state.get("card")
    if card is None:
        return words("panel.reader.empty"), ()
    name = card_name(card, state.get("cards", {}).get(card, card), words)
    if state.get("damage"):
        name = f"{name} · {words('panel.damage.' + state['damage'])}"
    return words("panel.reader.card", card=name), (knob(words("panel.lift"), do("id-reader", "lift")),)


def _scanner(state: State, words: Words) -> tuple[str, tuple[Knob, ...]]:
    return words("panel.scanner.on" if state.get("triggered") else "panel.scanner.off"), ()


def _printer(state: State, words: Words) -> tuple[str, tuple[Knob, ...]]:
    levels = tuple(
        knob(words(f"panel.paper.{level}"), do("receipt-printer", "paper", state=level), chosen=state["paper"] == level)
        for level in ("ok", "low", "out")
    )
    is_open, is_stuck = bool(state["cover_open"]), bool(state["cutter_stuck"])
    cover = knob(words("panel.cover"), do("receipt-printer", "cover", open=not is_open), chosen=is_open)
    cutter = knob(words("panel.cutter"), do("receipt-printer", "cutter", stuck=not is_stuck), chosen=is_stuck)
    count = len(state.get("papers", ()))
    now = words("panel.printer.printing") if state.get("printing") else words("panel.printer.papers", count=count)
    return now, (*levels, cover, cutter)


def _camera(state: State, words: Words) -> tuple[str, tuple[Knob, ...]]:
    lies = state.get("page", "")
    pages = tuple(
        knob(words(f"panel.page.{page}"), do("document-camera", "lay", page=page), chosen=page == lies)
        for page in state.get("pages", ())
        if words.has(f"panel.page.{page}")
    )
    empty = knob(words("panel.page.none"), do("document-camera", "lift"), chosen=not lies)
    return words("panel.camera.now", page=words(f"panel.page.{lies or 'none'}")), (*pages, empty)


def _face(state: State, words: Words) -> tuple[str, tuple[Knob, ...]]:
    who = f"panel.face.{state.get('who', '')}"
    return words(who) if words.has(who) else "", ()


def _hall(state: State, words: Words) -> tuple[str, tuple[Knob, ...]]:
    mode, slow = state.get("mode", "ok"), bool(state.get("slow"))
    late = knob(words("panel.slow"), do("hall", "slow", seconds=0.0 if slow else _SLOW), chosen=slow)
    faults = tuple(
        knob(words(f"panel.mode.{each}"), do("hall", "mode", mode="ok" if mode == each else each), chosen=mode == each)
        for each in _MODES
    )
    return words("panel.hall.now", count=state.get("applications", 0), tickets=state.get("tickets", 0)), (late, *faults)


_KINDS: dict[str, Callable[[State, Words], tuple[str, tuple[Knob, ...]]]] = {
    "id-reader": _reader,
    "qr-scanner": _scanner,
    "receipt-printer": _printer,
    "document-camera": _camera,
    "face-comparison": _face,
    "hall": _hall,
}
