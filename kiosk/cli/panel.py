"""`kiosk panel`: the bench of a running demo as a window: cards to lay, paper to pull, wires to cut, scenes to play."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.pointer import asked
from kiosk.cli.scenes import all_scenes
from kiosk.ports.bench import OPS
from kiosk.runtime.bench_client import BenchClient
from kiosk.runtime.logs import configure
from kiosk.settings.hall import Texts
from kiosk.settings.scenes import Scene, Step
from kiosk.words import LANGUAGES, words
from screens.bench.panel.desk import Ask, Desk
from screens.bench.panel.values import Glass, Open, PanelScene, SceneStep, Speak, do
from screens.window import Place

_PATIENCE = 1.0  # seconds for a far end to answer


def panel(
    folder: Annotated[Path, typer.Argument(help="演示的目录（kiosk demo 给出） / the demo's folder")],
    left: Annotated[int, typer.Option(help="窗口左边，像素 / left edge in pixels")] = 0,
    top: Annotated[int, typer.Option(help="窗口上边，像素 / top edge in pixels")] = 0,
    width: Annotated[int, typer.Option(help="窗口宽，像素 / width in pixels")] = 1312,
    height: Annotated[int, typer.Option(help="窗口高，像素 / height in pixels")] = 1040,
    picture: Annotated[
        Path | None, typer.Option(help="只把面板存成图片 / only write the panel as a picture and end")
    ] = None,
    scene: Annotated[str, typer.Option(help="图片里打开的场景 / the scene that is open in the picture")] = "",
    language: Annotated[str, typer.Option(help="图片的语言 / the picture's language")] = "zh_CN",
) -> None:
    """演示台：放证件、缺纸、断网、走场景 / The bench beside the terminal: cards, paper, network, scenes."""
    configure()
    from screens.bench.panel import window

    hands, scenes = _hands(folder / "wires"), tuple(_scene(each) for each in all_scenes())
    look = _look(folder / "windows")
    place = Place(width, height, left=left, top=top, cursor=True, title=words()("panel.title"))
    if picture is None:
        window.run(place, hands, look, scenes)
        return

    def prepare(desk: Desk) -> None:
        desk.wish(Speak(language))
        desk.wish(Open(scene))

    window.photograph(picture, place, hands, look, scenes, prepare)


def _hands(wires: Path) -> Mapping[str, Ask]:
    """The far ends that a bench can have; one that is not there does not answer."""
    return {device: BenchClient(wires / f"{device}.sock", _PATIENCE).ask for device in OPS}


def _look(windows: Path) -> Callable[[Sequence[str]], Glass]:
    def look(keys: Sequence[str]) -> Glass:
        shown = asked(windows, _PATIENCE, "shown", keys=list(keys))
        return Glass(shown.get("screen", ""), shown.get("sheet", ""), tuple(shown.get("said", ())))

    return look


def _scene(scene: Scene) -> PanelScene:
    return PanelScene(scene.id, _texts(scene.name), _texts(scene.teaches), tuple(_step(step) for step in scene.steps))


def _step(step: Step) -> SceneStep:
    hand = step.hand
    return SceneStep(
        verb=step.verb,
        say=_texts(step.say) if step.say is not None else {},
        do=do(hand.device, hand.op, **hand.arguments) if hand is not None else None,
        what=step.touch or step.typed or step.expect,
        over=step.over,
        words=step.words,
    )


def _texts(texts: Texts) -> dict[str, str]:
    return {language: texts.in_(language) for language in LANGUAGES}
