"""The list of materials as values. No Kivy."""

from dataclasses import dataclass
from datetime import date

from kiosk.session.events import MaterialChosen, PromiseMade, PromiseWithdrawn
from kiosk.session.snapshot import Frame, MaterialShown, MaterialsShown, Say
from kiosk.words import Words
from screens.values import NOTHING, Footer, Intent, Note, Samples, Tone, back, day, main, warning

_ICONS = {"card": "card", "photo": "camera", "form": "form", "generated": "paper"}


@dataclass(frozen=True, slots=True)
class Action:
    """One button of a material; `urgent` is painted as the thing to do."""

    intent: Intent
    urgent: bool


@dataclass(frozen=True, slots=True)
class MaterialView:
    """One material: what it is, how it stands, what can be done about it."""

    icon: str
    name: str
    state: str
    tone: Tone
    done: bool
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class MaterialsView:
    """What the screen shows: each material and what can be done about it."""

    title: str
    subtitle: str
    note: Note
    items: tuple[MaterialView, ...]
    more: str
    footer: Footer


def present(shown: MaterialsShown, frame: Frame, words: Words) -> MaterialsView:
    return MaterialsView(
        title=words("materials.title"),
        subtitle=words("materials.complete") if shown.complete else words("materials.subtitle"),
        note=warning(words, shown.camera),
        items=tuple(_item(item, shown.camera is None, words) for item in shown.items),
        more=words("button.more"),
        footer=Footer(
            back(words),
            main(words, "button.next", enabled=shown.complete),
            "" if shown.complete else words("materials.missing"),
        ),
    )


def _item(item: MaterialShown, camera: bool, words: Words) -> MaterialView:
    state, tone = _state(item, words)
    needed = item.required and not item.pages
    actions = (Action(_promise(item, words), False), Action(_photo(item, camera, words), needed))
    return MaterialView(
        icon=_ICONS[item.how],
        name=item.name,
        state=state,
        tone=tone,
        done=tone == "ok",
        actions=tuple(action for action in actions if action.intent.label),
    )


def _state(item: MaterialShown, words: Words) -> tuple[str, Tone]:
    if item.promised_by is not None:
        return words("materials.promised", day=day(words, item.promised_by)), "info"
    if item.how != "photo":
        return words(f"materials.done.{item.how}"), "ok"
    if item.pages:
        return words("materials.pages", pages=item.pages), "ok"
    return (words("materials.open"), "warn") if item.required else (words("materials.optional"), "info")


def _photo(item: MaterialShown, camera: bool, words: Words) -> Intent:
    if item.how != "photo" or item.promised_by is not None:
        return NOTHING
    key = "button.photo-more" if item.pages else "button.photo"
    return Intent(words(key), f"material:{item.index}:photo", MaterialChosen(item.index), camera, "camera")


def _promise(item: MaterialShown, words: Words) -> Intent:
    if item.promised_by is not None:
        return Intent(words("button.withdraw"), f"material:{item.index}:withdraw", PromiseWithdrawn(item.index))
    if item.how != "photo" or item.promise_days is None or item.pages:
        return NOTHING
    return Intent(words("button.promise"), f"material:{item.index}:promise", PromiseMade(item.index), icon="calendar")


def _items(open_pages: int, promised: date | None) -> tuple[MaterialShown, ...]:
    return (
        MaterialShown(0, "居民身份证", "card", True, 0, None, None),
        MaterialShown(1, "居民户口簿（本人页）", "photo", True, open_pages, 10, promised),
        MaterialShown(2, "本人银行账户或社会保障卡金融账户", "form", True, 0, None, None),
        MaterialShown(3, "高龄津贴申请审批表", "generated", True, 0, None, None),
    )


_AGENT = MaterialShown(4, "代办人身份证与授权书", "photo", False, 0, None, None)
SAMPLES: Samples = {
    "one missing": MaterialsShown(_items(0, None), False, None),
    "photographed": MaterialsShown((*_items(2, None), _AGENT), True, None),
    "promised": MaterialsShown(_items(0, date(2026, 12, 4)), True, None),
    "no camera": MaterialsShown(_items(0, None), False, Say("error.camera.no-picture")),
}
_EN = (
    MaterialShown(0, "Resident ID card", "card", True, 0, None, None),
    MaterialShown(1, "Household register (own page)", "photo", True, 0, 10, None),
    MaterialShown(2, "Bank account or social-security card account", "form", True, 0, None, None),
    MaterialShown(3, "Application form", "generated", True, 0, None, None),
    MaterialShown(4, "Agent's ID card and authority", "photo", False, 1, None, None),
    MaterialShown(5, "Proof of residence", "photo", True, 0, 10, date(2026, 12, 4)),
)
SAMPLES_EN: Samples = {
    "one missing": MaterialsShown(_EN, False, None),
    "no camera": MaterialsShown(_EN[:3], False, Say("error.camera.no-picture")),
}
