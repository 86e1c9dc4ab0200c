"""The whole panel as values: drawer, wires, paper, the office's view, scenes. No Kivy."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.words import LANGUAGES, Words, words
from screens.bench.panel import drawer, wires
from screens.bench.panel.values import (
    Board,
    Everything,
    Knob,
    Memory,
    Open,
    PanelScene,
    Perform,
    SceneStep,
    Sheet,
    Speak,
)
from screens.values import NOTHING, SILENT, Intent, Note


@dataclass(frozen=True, slots=True)
class Arrival:
    """One application as the office sees it."""

    number: str
    facts: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class OfficeView:
    """What arrived, newest first."""

    title: str
    empty: str
    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True, slots=True)
class PaperView:
    """The paper and what is to be said of it."""

    title: str
    caption: str
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class SceneDoor:
    """A scene in the list."""

    intent: Intent
    name: str
    teaches: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: who acts (trainer, trainee, glass, said), whether it is done or next, the button of a hand's step."""

    number: str
    icon: str
    who: str
    text: str
    detail: str
    done: bool
    now: bool
    act: Intent


@dataclass(frozen=True, slots=True)
class ScenesView:
    """The list, or the open scene."""

    title: str
    teaches: str
    back: Intent
    again: Intent
    doors: tuple[SceneDoor, ...]
    steps: tuple[StepRow, ...]
    at: int  # the step that is next


@dataclass(frozen=True, slots=True)
class PanelView:
    """Everything in the panel's window."""

    title: str
    subtitle: str
    glass: str
    reset: Knob
    languages: tuple[Knob, ...]
    trouble: Note
    drawer: drawer.DrawerView
    wires: wires.WiresView
    office: OfficeView
    paper: PaperView
    scenes: ScenesView


def present(board: Board, memory: Memory, scenes: Sequence[PanelScene]) -> PanelView:
    said = words(memory.language)
    open_scene = next((scene for scene in scenes if scene.id == memory.scene), None)
    return PanelView(
        title=said("panel.title"),
        subtitle=said("panel.subtitle"),
        glass=_glass(board, said),
        reset=Knob(Intent(said("panel.reset"), "reset", Everything(), icon="retake")),
        languages=tuple(
            Knob(Intent(name, f"lang:{key.split('_')[0]}", Speak(key)), key == memory.language)
            for key, name in LANGUAGES.items()
        ),
        trouble=_trouble(memory, said),
        drawer=drawer.present(board, memory, said),
        wires=wires.present(board, said),
        office=_office(board, said),
        paper=_paper(board, said),
        scenes=_open(open_scene, memory, said) if open_scene else _list(scenes, said),
    )


def _glass(board: Board, words: Words) -> str:
    if not board.glass.screen:
        return words("panel.glass.none")
    return words("panel.glass", screen=screen_name(board.glass.screen, words))


def screen_name(screen: str, words: Words) -> str:
    """What a screen is called; its own name where nobody has named it."""
    key = f"panel.screen.{screen}"
    return words(key) if words.has(key) else screen


def _trouble(memory: Memory, words: Words) -> Note:
    if not memory.trouble:
        return SILENT
    return Note(words("panel.trouble", device=words(f"panel.device.{memory.trouble}")), "warn", "warn")


def _office(board: Board, words: Words) -> OfficeView:
    title = words("panel.office", count=len(board.arrived)) if board.arrived else words("panel.office.none")
    return OfficeView(
        title=title,
        empty="" if board.arrived else words("panel.office.empty"),
        arrivals=tuple(
            Arrival(
                number=each["number"],
                facts=" · ".join(
                    filter(None, (each[name] for name in ("received", "applicant", "matter", "slip_number")))
                ),
                state=words(f"outcome.{each['state']}"),
                tone="info" if each["state"] == "received" else "ok",
            )
            for each in board.arrived
        ),
    )


def _paper(board: Board, words: Words) -> PaperView:
    sheet = board.sheet
    if sheet.grows:
        caption = words("panel.sheet.grows")
    elif not sheet.number:
        caption = words("panel.sheet.none")
    else:
        caption = words("panel.sheet.whole" if sheet.whole else "panel.sheet.torn", number=sheet.number)
    return PaperView(words("panel.sheet"), caption, sheet)


# ---- scenes -------------------------------------------------------------------------------------------------------

_WHO = {"hand": "trainer", "touch": "trainee", "typed": "trainee", "expect": "glass", "say": "said"}
_ICONS = {"hand": "tools", "touch": "touch", "typed": "form", "expect": "info", "say": "people"}


def _in(texts: object, language: str) -> str:
    found = dict(texts) if isinstance(texts, dict) else {}
    return str(found.get(language) or found.get("zh_CN", ""))


def _list(scenes: Sequence[PanelScene], words: Words) -> ScenesView:
    doors = tuple(
        SceneDoor(
            Intent(_in(scene.name, words.language), f"scene:{scene.id}", Open(scene.id)),
            _in(scene.name, words.language),
            _in(scene.teaches, words.language),
        )
        for scene in scenes
    )
    return ScenesView(words("panel.scenes"), words("panel.scenes.hint"), NOTHING, NOTHING, doors, (), 0)


def _open(scene: PanelScene, memory: Memory, words: Words) -> ScenesView:
    return ScenesView(
        title=_in(scene.name, words.language),
        teaches=_in(scene.teaches, words.language)
        if memory.passed < len(scene.steps)
        else words("panel.scene.finished"),
        back=Intent(words("panel.scenes.all"), "scenes", Open("")),
        again=Intent(words("panel.scene.again"), "scene-again", Open(scene.id)),
        doors=(),
        steps=tuple(_step(number, step, scene.steps, memory, words) for number, step in enumerate(scene.steps)),
        at=min(memory.passed, len(scene.steps) - 1),
    )


def _step(number: int, step: SceneStep, steps: Sequence[SceneStep], memory: Memory, words: Words) -> StepRow:
    said, detail = _in(step.say, words.language), _detail(step, words)
    done = number < memory.passed
    next_hand = next((i for i, each in enumerate(steps) if i >= memory.passed and each.verb == "hand"), -1)
    acts = step.verb == "hand" and not done
    return StepRow(
        number=str(number + 1),
        icon="check" if done else _ICONS[step.verb],
        who=words(f"panel.who.{_WHO[step.verb]}"),
        text=said or detail,
        detail=detail if said and step.verb == "expect" else "",
        done=done,
        now=number == memory.passed,
        act=Intent(words("panel.do"), f"step:{number}", Perform(number), number == next_hand) if acts else NOTHING,
    )


def _detail(step: SceneStep, words: Words) -> str:
    if step.verb == "expect":
        return words("panel.step.expect", screen=screen_name(step.what, words))
    if step.verb == "hand" and step.do is not None:
        values = " ".join(str(value) for _, value in step.do.arguments)
        return f"{words(f'panel.device.{step.do.device}')}: {step.do.op} {values}"
    return words("panel.step.type" if step.verb == "typed" else "panel.step.touch", what=step.what)
