"""The bench panel in a window of its own: what is told, what a click asks for, and that nothing is cut or lost."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from kiosk.cli.panel import _scene
from kiosk.cli.scenes import all_scenes
from kiosk.session.events import Event
from screens.bench.panel import presenter
from screens.bench.panel.values import Board, Glass, Memory, Open, Perform, Sheet, do

SIZE = (1312, 1040)
SCENES = tuple(_scene(scene) for scene in all_scenes())
CARDS = ("elder", "elder2", "adult", "minor", "expired", "hmt_permit", "foreign_2017", "foreign_2023", "unknown_mark")
TITLES = dict.fromkeys(CARDS, "王秀英 85岁 长期")
DAMAGES = ("number", "birth", "mark", "name", "flaky", "refusing")
FULL = Board(
    {
        "id-reader": {"card": "elder", "damage": "name", "cards": TITLES, "damages": DAMAGES},
        "qr-scanner": {"codes": {"slip": "KS1/1", "payment": "13", "control": "x"}, "shown": ["KS1/1"]},
        "receipt-printer": {
            "paper": "low", "cover_open": True, "cutter_stuck": False, "papers": [{}], "printing": False,
        },
        "document-camera": {"page": "passbook", "pages": ["household-register", "passbook", "all"]},
        "face-comparison": {"who": "photo"},
        "hall": {"mode": "500", "slow": 3.0, "plugged": True, "applications": 12, "tickets": 4},
    },
    tuple(
        {
            "number": f"320682-CJ01-20261122-{number:06}", "slip_number": f"CJ01-20261122-{number:04}",
            "matter": "80周岁以上老年人高龄津贴申领", "state": "received", "received": "09:00:00", "applicant": "王**",
        }
        for number in range(12)
    ),
    Glass("identity"),
)  # fmt: skip


def png(high: int) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (288, high), "#334455").save(drawn, "PNG")
    return drawn.getvalue()


class Bench:
    """The panel in the tests' only window, in place of the kiosk's stage while these tests run."""

    def __init__(self, hand: Any) -> None:
        from kivy.core.window import Window

        from screens import intents, theme
        from screens.bench.panel import view
        from screens.bench.panel.tokens import DeskTheme

        self.hand, self.window = hand, Window
        self._before, self._kept = theme.current(), list(Window.children)
        for widget in self._kept:
            Window.remove_widget(widget)
        theme.use(DeskTheme(*SIZE))
        view.load()
        self.posted: list[Event] = []
        intents.connect(self.posted.append)
        self.screen = view.PanelScreen(
            view=presenter.present(Board(), Memory(), SCENES), size_hint=(None, None), size=SIZE, pos=(0, 0)
        )
        Window.add_widget(self.screen)

    def close(self) -> None:
        from screens import intents, theme

        self.window.remove_widget(self.screen)
        theme.use(self._before)
        intents.connect(self.hand.posted.append)
        for widget in reversed(self._kept):
            self.window.add_widget(widget)

    def show(self, board: Board, **memory: Any) -> None:
        self.screen.view = presenter.present(board, Memory(**memory), SCENES)
        self.hand.turn(6)

    def touchable(self, target: str) -> Any:
        from screens.widgets.touch import touchables

        return next(widget for widget in touchables(self.screen) if widget.target == target)

    def click(self, target: str) -> None:
        widget = self.touchable(target)
        x, y = widget.to_window(widget.center_x, widget.center_y)
        self.hand.tap_at(round(x), round(self.window.height - y))


@pytest.fixture
def bench(hand: Any) -> Iterator[Bench]:
    opened = Bench(hand)
    opened.show(FULL)
    yield opened
    opened.close()


def texts(root: Any) -> Iterator[Any]:
    from screens.widgets.text import Text

    if root.opacity == 0:
        return
    if isinstance(root, Text) and root.text:
        yield root
    for child in root.children:
        yield from texts(child)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("scene", ["", "whole-visit", "second-person"])
@pytest.mark.parametrize("board", [FULL, Board()], ids=["full", "nothing answers"])
def test_no_word_of_the_panel_is_cut(bench: Bench, language: str, scene: str, board: Board) -> None:
    bench.show(board, language=language, scene=scene, trouble="hall")
    assert len(list(texts(bench.screen))) > 20
    for text in texts(bench.screen):
        wide, high = text.extent
        assert wide <= text.width + 1, f"{text.text!r} is {wide:.0f} px wide in {text.width:.0f}"
        assert high <= text.height + 1, f"{text.text!r} is {high:.0f} px high in {text.height:.0f}"


def test_everything_but_what_scrolls_lies_inside_the_window(bench: Bench) -> None:
    from screens.bench.targets import _panes_around

    for text in texts(bench.screen):
        x, y = text.to_window(text.x, text.y)
        if not _panes_around(text):
            assert x >= 0 and y >= 0 and x + text.extent[0] <= SIZE[0] + 1, text.text
            assert y + text.height <= SIZE[1] + 1, text.text


def test_a_click_on_a_card_lays_it_and_on_the_one_that_lies_there_lifts_it(bench: Bench) -> None:
    bench.click("card:minor")
    bench.click("card:elder")
    assert bench.posted == [do("id-reader", "lay", card="minor"), do("id-reader", "lift")]


def test_clicks_reach_the_wires_and_the_paper(bench: Bench) -> None:
    bench.click("receipt-printer:paper:out")
    bench.click("hall:unplug")
    assert bench.posted == [do("receipt-printer", "paper", state="out"), do("hall", "unplug")]


def test_a_scene_is_opened_and_its_hand_is_performed_with_one_button(bench: Bench) -> None:
    bench.click("scene:expired-card")
    assert bench.posted.pop() == Open("expired-card")
    number = next(n for n, step in enumerate(SCENES[2].steps) if step.verb == "hand")
    bench.show(FULL, scene="expired-card", passed=number)
    bench.click(f"step:{number}")
    assert bench.posted == [Perform(number)]


def test_the_step_that_is_next_is_in_sight_wherever_it_is(bench: Bench) -> None:
    steps = next(scene.steps for scene in SCENES if scene.id == "whole-visit")
    for passed in (0, 20, len(steps) - 1):
        bench.show(FULL, scene="whole-visit", passed=passed)
        bench.hand.turn(4)
        row = next(row for row in rows_of(bench.screen) if row.item.now)
        pane = next(iter(panes(row)))
        _, y = row.to_window(row.x, row.y)
        _, bottom = pane.to_window(pane.x, pane.y)
        assert bottom - 1 <= y and y + row.height <= bottom + pane.height + 1, f"step {passed}"


def rows_of(root: Any) -> list[Any]:
    return [widget for widget in root.walk(restrict=True) if hasattr(getattr(widget, "item", None), "who")]


def panes(widget: Any) -> list[Any]:
    from screens.bench.targets import _panes_around

    return _panes_around(widget)


def test_the_paper_grows_out_of_its_slit_and_is_seen_whole_when_it_has_fallen(bench: Bench) -> None:
    from screens.bench.panel.view import PaperSight

    sight = next(widget for widget in bench.screen.walk(restrict=True) if isinstance(widget, PaperSight))
    heights = []
    for high in (100, 300, 2000):
        bench.show(Board(sheet=Sheet(png(high), True, 1)))
        heights.append(sight._strip.size[1])
        assert sight._strip.pos[1] == round(sight.y)
    assert heights == sorted(heights) and heights[-1] > sight.height
    bench.show(Board(sheet=Sheet(png(2000), False, 1)))
    assert sight._strip.size[1] <= sight.height


def test_the_wheel_moves_the_list_of_scenes(bench: Bench) -> None:
    from screens.bench.panel.view import StepsPane

    pane = next(widget for widget in bench.screen.walk(restrict=True) if isinstance(widget, StepsPane))

    class Wheel:
        is_mouse_scrolling, button, pos = True, "scrollup", pane.center

    assert pane.on_touch_down(Wheel())
    assert pane.offset > 0
