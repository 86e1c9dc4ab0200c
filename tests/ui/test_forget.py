"""The window's part of the wipe: what was drawn of a person is overwritten, dropped, and not on the clipboard."""

import gc
import weakref
from typing import Any

import pytest

from kiosk.cli.gallery import samples
from kiosk.ports.document_camera import Frame
from kiosk.runtime.wipe import WINDOWS
from screens.theme import paint

ALL = dict(samples("zh_CN"))
FULL = ("form-digits", "sign-strokes", "done-received", "review-whole")


def _named(part: str) -> Any:
    return next(snapshot for name, snapshot in ALL.items() if part in name)


def _pixels(texture: Any) -> bytes:
    return bytes(texture.pixels)


def _texts(hand: Any) -> list[Any]:
    """Every text that is drawn now, of whatever widget."""
    from screens.widgets.text import Text

    return [widget for widget in hand.stage.walk() if isinstance(widget, Text) and widget.text]


def _forgotten(hand: Any) -> dict[str, str]:
    hand.show(_named("wiping"))
    report = dict(hand.window.shows.forget())
    hand.turn(2)
    return report


@pytest.mark.parametrize("screen", ["form-", "review-", "sign-", "done-", "identity-"])
def test_texts_that_were_drawn_are_overwritten_and_nobody_holds_the_screen(hand: Any, screen: str) -> None:
    hand.show(_named(screen))
    drawn = [text._words.texture for text in _texts(hand) if text._words.texture is not None]
    known = weakref.ref(hand.window.shows._screens[screen.rstrip("-")])
    page = [text._words.texture for text in hand.stage.page.walk() if hasattr(text, "_words")]
    own = [texture for texture in drawn if texture not in page] or drawn
    assert any(any(_pixels(texture)) for texture in own)
    report = _forgotten(hand)
    assert set(report) == set(WINDOWS) and not [how for how in report.values() if "left" in how]
    gc.collect()
    assert known() is None or not [widget.text for widget in known().walk() if getattr(widget, "text", "")]
    assert list(hand.window.shows._screens) == ["wiping"]


def test_a_text_leaves_no_pixel_and_no_letter(hand: Any) -> None:
    from screens.widgets.text import Text

    text = Text(text="王秀英 320699194103120249", size_px=40, width=900)
    hand.turn(2)
    texture = text._words.texture
    assert any(_pixels(texture))
    text.forget()
    assert not any(_pixels(texture)) and (text.text, text.lines) == ("", [])


def test_the_live_picture_and_a_code_leave_no_pixel(hand: Any) -> None:
    from screens.widgets.picture import QrCode

    hand.show(_named("camera-"))
    hand.window.preview(Frame(8, 8, bytes(range(192))))
    hand.turn(2)
    preview = hand.window.shows.preview
    live, code = preview._texture, QrCode(code="CJ01-20261122-0007", size=(300, 300))
    printed = code._modules.texture
    assert any(_pixels(live)) and any(_pixels(printed))
    _forgotten(hand)
    code.forget()
    assert not any(_pixels(live)[0::4]) and not any(_pixels(printed)) and code.code == ""


def test_the_pad_keeps_no_stroke(hand: Any) -> None:
    hand.show(_named("sign-"))
    from screens.input.pad import SignaturePad

    (pad,) = [widget for widget in hand.stage.walk() if isinstance(widget, SignaturePad)]
    pad.strokes = [((0.1, 0.2), (0.5, 0.5))]
    hand.turn(2)
    pad.forget()
    assert list(pad.strokes) == [] and len(pad.canvas.children) == 0


def test_a_sheet_goes_too(hand: Any) -> None:
    hand.show(ALL["sheet-draft-found.zh_CN"])
    _forgotten(hand)
    assert hand.window.shows._sheet is None


def test_widths_are_not_remembered_by_name(hand: Any) -> None:
    hand.show(_named("review-"))
    assert paint.width_of.cache_info().currsize > 0
    hand.show(_named("wiping"))
    hand.window.shows.forget()
    assert paint.width_of.cache_info().currsize == 0


def test_what_a_strangers_tool_copied_is_gone(hand: Any) -> None:
    sdl = hand._sdl
    sdl.SDL_SetClipboardText(b"320699194103120249")
    sdl.SDL_SetPrimarySelectionText("王秀英".encode())
    assert sdl.SDL_HasClipboardText() and sdl.SDL_HasPrimarySelectionText()
    assert _forgotten(hand)["clipboard"] == "empty"
    assert not sdl.SDL_HasClipboardText() and not sdl.SDL_HasPrimarySelectionText()


def test_every_cache_that_is_kept_by_text_is_on_the_list(hand: Any) -> None:
    """Who adds a cache to a screen or to the words asks here whether a person's text can be its key."""
    import ast
    from pathlib import Path

    found = set()
    for room in ("screens", "kiosk/words", "kiosk/session", "kiosk/forms", "kiosk/text"):
        for path in (Path(__file__).parents[2] / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    names = {getattr(getattr(d, "func", d), "id", "") for d in node.decorator_list}
                    found |= {f"{path.stem}.{node.name}" for name in names if name in ("cache", "lru_cache")}
    nobodys = {
        "paint.font", "paint.box", "paint.slope", "paint.icon", "kv.beside", "kv.widgets", "pinyin.engine",
        "catalogue.words", "standing._shape", "raster._font", "width.char_columns", "view.load",
    }  # fmt: skip
    assert found - nobodys - {"paint.width_of"} == set(), "a cache that nobody has looked at"
