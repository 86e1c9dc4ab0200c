"""Every screen in every sample and language: nothing is cut, nothing overlaps, everything is large enough."""

from typing import Any

import pytest

from kiosk.cli.gallery import samples
from screens.theme import current
from screens.theme.tokens import COLOURS, MM, Theme, rgba
from screens.window import Place

ALL = dict(samples())
PLACES = {"upright": Place(1080, 1920, 535.7), "lying": Place(1920, 1080, 476.0)}
LEAST_MM, APART_MM = 12, 2  # of a target, and between two


@pytest.fixture(scope="module", autouse=True)
def upright_again(only_hand):
    """The next module finds the glass as it was."""
    yield
    only_hand.lay(PLACES["upright"])


@pytest.fixture(scope="module", params=[(place, name) for place in PLACES for name in ALL], ids="-".join)
def shown(request, only_hand):
    """The hand before one sample on a glass that stands or lies; pytest keeps a sample while all its tests run."""
    place, name = request.param
    only_hand.lay(PLACES[place])
    only_hand.show(ALL[name])
    return only_hand


def _seen(widget: Any) -> Any:
    if widget.opacity == 0:
        return
    yield widget
    for child in widget.children:
        yield from _seen(child)


def _texts(root: Any) -> list[Any]:
    from screens.widgets.text import Text

    return [widget for widget in _seen(root) if isinstance(widget, Text) and widget.text]


def _box(widget: Any) -> tuple[float, float, float, float]:
    x, y = widget.to_window(widget.x, widget.y)
    return x, y, x + widget.width, y + widget.height


def _words_box(text: Any) -> tuple[float, float, float, float]:
    x, y, right, top = _box(text)
    middle = {"left": x, "center": (x + right - text.extent[0]) / 2, "right": right - text.extent[0]}[text.halign]
    base = {"bottom": y, "middle": (y + top - text.extent[1]) / 2, "top": top - text.extent[1]}[text.valign]
    return middle, base, middle + text.extent[0], base + text.extent[1]


def test_no_text_is_cut(shown):
    for text in _texts(shown.stage):
        wide, high = text.extent
        assert wide <= text.width + 1, f"{text.text!r} is {wide:.0f} px wide in {text.width:.0f}"
        assert high <= text.height + 1, f"{text.text!r} is {high:.0f} px high in {text.height:.0f}"


def test_no_two_texts_overlap(shown):
    root = shown.stage.sheet or shown.stage
    boxes = [(text.text, _words_box(text)) for text in _texts(root) if _visible(text)]
    for number, (one, a) in enumerate(boxes):
        for other, b in boxes[number + 1 :]:
            apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
            assert apart, f"{one!r} {a} lies over {other!r} {b}"


def test_everything_stays_inside_its_parent(shown):
    from screens.widgets.pane import Pane

    for widget in _seen(shown.stage):
        if widget is shown.stage or isinstance(widget.parent, Pane) or not widget.width or not widget.height:
            continue
        x, y, right, top = _box(widget)
        left, bottom, end, up = _box(widget.parent)
        inside = x >= left - 1 and y >= bottom - 1 and right <= end + 1 and top <= up + 1
        assert inside, (
            f"{type(widget).__name__} {getattr(widget, 'text', '')!r} stands out of {type(widget.parent).__name__}"
        )


def test_what_can_be_touched_is_large_enough_and_apart(shown):
    from screens.widgets.touch import touchables

    theme = current()
    found = list(touchables(shown.stage.sheet or shown.stage))
    for widget in found:
        assert theme.mm(widget.width) >= LEAST_MM, f"{widget.target} is {theme.mm(widget.width):.1f} mm wide"
        assert theme.mm(widget.height) >= LEAST_MM, f"{widget.target} is {theme.mm(widget.height):.1f} mm high"
    assert len({widget.target for widget in found}) == len(found), "two targets with one id"


def test_what_can_be_touched_lies_on_the_glass_and_apart(shown):
    theme, boxes = current(), list(shown.targets().values())
    for number, a in enumerate(boxes):
        assert a["x"] >= 0 and a["y"] >= 0, f"{a} begins outside"
        assert a["x"] + a["w"] <= theme.width and a["y"] + a["h"] <= theme.height, f"{a} ends outside"
        for b in boxes[number + 1 :]:
            if "anywhere" not in (a["id"], b["id"]):
                across = max(b["x"] - a["x"] - a["w"], a["x"] - b["x"] - b["w"])
                down = max(b["y"] - a["y"] - a["h"], a["y"] - b["y"] - b["h"])
                gap = theme.mm(max(across, down))
                assert gap >= APART_MM - theme.mm(1), f"{a['id']} and {b['id']} are {gap:.1f} mm apart"


def test_no_letter_is_too_small(shown):
    for text in _texts(shown.stage):
        assert current().mm(text.size_px) * 0.7 >= 4.8, text.text


def test_the_field_in_focus_is_seen_whole(shown):
    if shown.window.shows.name != "form":
        return
    ids = shown.stage.page.ids.place.children[0].ids
    for row in ids.fields.children:
        if row.item.focused:
            _, y, _, top = _box(row)
            _, bottom, _, up = _box(ids.pane)
            assert y >= bottom - 1 and top <= up + 1, row.item.label


def test_letters_and_targets_hold_on_a_small_screen_too():
    theme = Theme(1080, 1920, 267.8)  # 21.5 inches
    assert theme.mm(theme.small) * 0.7 >= 4.8
    assert theme.mm(theme.body) * 0.9 >= 7.3
    for target in ("pill_height", "button_height", "key_height", "letter_key", "choice_height"):
        assert theme.mm(theme._values[target]) >= MM["least_target"], target


def _luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgba(COLOURS[colour])[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    a, b = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("ink", ["ink", "ink2", "dark", "ok_ink", "warn_ink", "bad_ink"])
@pytest.mark.parametrize("ground", ["card", "ground"])
def test_letters_reach_seven_to_one(ink, ground):
    assert contrast(ink, ground) >= 7


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("dark", "soft", 7),
        ("ok_ink", "ok_soft", 7),
        ("warn_ink", "warn_soft", 7),
        ("bad_ink", "bad_soft", 7),
        ("on_primary", "dark", 7),
        ("on_primary2", "dark", 7),
        ("on_primary", "primary", 4.5),
        ("on_primary", "bad", 4.5),
        ("on_primary", "ok", 4.5),
        ("on_primary2", "primary", 4.5),
        ("off_ink", "off", 4.5),
        ("line_strong", "card", 2.5),
        ("primary", "card", 4.5),
    ],
)
def test_pairs_that_meet_on_the_screen_can_be_told_apart(ink, ground, least):
    assert contrast(ink, ground) >= least


def _visible(text: Any) -> bool:
    """Whether the words are inside every pane around them (what was moved out of sight is not seen)."""
    from screens.bench.targets import _panes_around

    _, y, _, top = _words_box(text)
    for pane in _panes_around(text):
        _, bottom, _, up = _box(pane)
        if top > up + 1 or y < bottom - 1:
            return False
    return True
