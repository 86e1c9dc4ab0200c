"""Every screen in every sample and language as a picture, for looking at. Needs no display, no device, no session."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kiosk.ports.document_camera import Frame as CameraFrame
from kiosk.session.snapshot import STEPS, Frame, Overlay, Say, Shown, Snapshot
from kiosk.words import LANGUAGES
from screens.window import Place

app = typer.Typer(add_completion=False)

_STEP = {
    "guide": "choose", "notice": "choose", "identity": "identity", "comparison": "identity", "form": "form",
    "materials": "materials", "camera": "materials", "review": "sign", "sign": "sign", "submitting": "sign", "done": "done",
}  # fmt: skip
_HALLS = {"zh_CN": ("如皋市长江镇为民服务中心", "01号终端"), "en": ("Changjiang Town Service Centre", "terminal 01")}
_SETTLING = 4  # turns until layouts have come to rest


@app.command()
def gallery(
    out: Annotated[Path, typer.Option(help="图片目录 / folder for the pictures")],
    language: Annotated[str, typer.Option(help="只要这一种语言（zh_CN、en） / only this language")] = "",
    width: Annotated[int, typer.Option(help="屏幕宽，像素 / screen width in pixels")] = 1080,
    height: Annotated[int, typer.Option(help="屏幕高，像素 / screen height in pixels")] = 1920,
    width_mm: Annotated[float, typer.Option(help="屏幕宽，毫米 / screen width in mm")] = 535.7,
    only: Annotated[str, typer.Option(help="只要名称含此字样的 / only names that contain this")] = "",
) -> None:
    """把每个界面的每种样本存成图片 / Write every screen in every sample as PNG."""
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from screens.app import open_kiosk

    window = open_kiosk(lambda _: None, Place(width, height, width_mm))
    out.mkdir(parents=True, exist_ok=True)
    for name, snapshot in samples(language):
        if only in name:
            window.show(snapshot)
            if name.startswith("camera-"):
                window.preview(_page())
            save(out / f"{name}.png")


def samples(language: str = "") -> Iterator[tuple[str, Snapshot]]:
    """All samples by name: screens, then what lies over them, in each language."""
    from screens.router import ROUTES
    from screens.sheets.presenter import SAMPLES as SHEETS

    for spoken in [language] if language else list(LANGUAGES):
        for route in ROUTES.values():
            known = {**route.samples, **route.samples_en} if spoken == "en" else route.samples
            for name, shown in known.items():
                yield _named(f"{route.name}-{name}", spoken), snapshot(route.name, shown, spoken)
        home = next(route for route in ROUTES.values() if route.name == "home")
        for name, sheet in SHEETS.items():
            yield _named(f"sheet-{name}", spoken), snapshot("home", home.samples["one matter"], spoken, sheet)
        noticed = snapshot("home", home.samples["one matter"], spoken)
        notices = (Say("notice.no-paper"), Say("notice.no-network"))
        yield _named("home-notices", spoken), replace(noticed, frame=replace(noticed.frame, notices=notices))


def snapshot(screen: str, shown: Shown, language: str, overlay: Overlay | None = None) -> Snapshot:
    """A sample as the session would show it."""
    hall, terminal = _HALLS.get(language, _HALLS["zh_CN"])
    frame = Frame(
        hall=hall,
        terminal=terminal,
        phone="0513-00000000",
        wall=datetime(2026, 11, 22, 14, 32),
        language=language,
        languages=tuple(LANGUAGES),
        step=STEPS.index(_STEP[screen]) if screen in _STEP else None,
        seconds_left=None if screen in ("attract", "wiping", "submitting") else 90,
    )
    return Snapshot(frame, shown, overlay)


def save(path: Path) -> None:
    """The window as it stands, written to `path`."""
    from screens import bridge, window

    for _ in range(_SETTLING):
        window.step(bridge.drain)
    window.picture().save(path)


def _page() -> CameraFrame:
    """A drawn household register in place of the camera's picture."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (960, 720), "#6E7B86")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(150, 90), (830, 70), (860, 640), (130, 660)], fill="#F4EFE2")
    for row in range(9):
        draw.line([(200, 170 + row * 52), (790, 158 + row * 53)], fill="#8B8577", width=3)
    draw.rectangle((600, 200, 760, 400), outline="#8B8577", width=3)
    return CameraFrame(960, 720, picture.tobytes())


def _named(name: str, language: str) -> str:
    return f"{name.replace(', ', '-').replace(' ', '-')}.{language}"


if __name__ == "__main__":
    app()
