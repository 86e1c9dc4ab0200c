"""The bench panel without a window: what it says of the bench, how scenes are followed, what its thread survives."""

import time
from collections.abc import Sequence
from typing import Any

import pytest

from kiosk.cli.panel import _scene
from kiosk.cli.scenes import all_scenes
from kiosk.ports.bench import OPS
from kiosk.words import LANGUAGES, words
from screens.bench.panel import presenter, training
from screens.bench.panel.desk import Desk
from screens.bench.panel.values import (
    Board,
    Do,
    Everything,
    Glass,
    Knob,
    Memory,
    Open,
    Perform,
    SceneStep,
    Sheet,
    Speak,
    Spoil,
    do,
)

SCENES = tuple(_scene(scene) for scene in all_scenes())
LAY = do("id-reader", "lay", card="elder")
STEPS = (
    SceneStep("expect", {}, what="attract"),
    SceneStep("touch", {}, what="wake"),
    SceneStep("expect", {}, what="home"),
    SceneStep("touch", {}, what="next"),
    SceneStep("expect", {}, what="identity"),
    SceneStep("say", {"zh_CN": "看"}),
    SceneStep("hand", {}, LAY),
    SceneStep("expect", {}, what="form", words=("form.fill",)),
)
READER = {
    "plugged": True,
    "card": "elder",
    "damage": "",
    "cards": {"elder": "王秀英", "new": "新证"},
    "damages": ["name"],
}
PRINTER = {
    "plugged": True, "paper": "ok", "cover_open": False, "cutter_stuck": False, "silent": False, "papers": [],
    "printing": False, "hangs_out_mm": 0,
}  # fmt: skip
BOARD = Board(
    {"id-reader": READER, "receipt-printer": PRINTER, "hall": {"plugged": True, "mode": "ok", "applications": 1}},
    ({"number": "N1", "slip_number": "S1", "matter": "高龄", "state": "received", "received": "09:00", "applicant": "王**"},),
    Glass("home"),
)  # fmt: skip


def view(board: Board = BOARD, **memory: Any) -> presenter.PanelView:
    return presenter.present(board, Memory(**memory), SCENES)


def row(name: str, board: Board = BOARD) -> Any:
    return next(row for row in view(board).wires.devices if row.name == words()(f"panel.device.{name}"))


def but(device: str, **changes: Any) -> Board:
    return Board({**BOARD.states, device: {**BOARD.states[device], **changes}})


def chosen(knobs: Sequence[Knob]) -> set[str]:
    return {knob.intent.label for knob in knobs if knob.chosen}


# ---- what is on the bench -----------------------------------------------------------------------------------------


def test_the_card_that_lies_there_is_marked_and_touching_it_lifts_it() -> None:
    elder, new = view().drawer.cards
    assert (elder.lies, elder.intent.event) == (True, do("id-reader", "lift"))
    assert (new.lies, new.intent.event, new.title) == (False, do("id-reader", "lay", card="new"), "新证")


def test_a_card_is_laid_with_the_damage_that_is_chosen() -> None:
    new = view(damage="name").drawer.cards[1]
    assert new.intent.event == do("id-reader", "lay", card="new", damage="name")
    assert chosen(view(damage="name").drawer.damages) == {words()("panel.damage.name")}


def test_a_far_end_that_does_not_answer_is_grey_and_has_no_knobs() -> None:
    gone = row("receipt-printer", Board({"id-reader": READER}))
    assert (gone.tone, gone.knobs) == ("off", ())


def test_a_bench_without_a_scanner_shows_none() -> None:
    names = {row.name for row in view().wires.devices}
    assert words()("panel.device.qr-scanner") not in names and words()("panel.device.document-camera") in names


@pytest.mark.parametrize(
    ("changes", "tone"),
    [({}, "ok"), ({"paper": "out"}, "warn"), ({"cover_open": True}, "warn"), ({"plugged": False}, "bad")],
)
def test_the_state_of_the_printer_has_its_colour(changes: dict[str, Any], tone: str) -> None:
    assert row("receipt-printer", but("receipt-printer", **changes)).tone == tone


def test_a_pulled_cable_can_be_put_back() -> None:
    knob = row("hall", but("hall", plugged=False)).knobs[-1]
    assert (knob.intent.event, knob.intent.label) == (do("hall", "plug"), words()("panel.cut.plug"))


def test_every_knob_is_an_op_that_the_far_end_has() -> None:
    events = [knob.intent.event for row in view().wires.devices for knob in row.knobs]
    assert len(events) > 8
    for event in events:
        assert isinstance(event, Do)
        assert {name for name, _ in event.arguments} <= OPS[event.device][event.op]


def test_what_arrived_is_told_without_a_name() -> None:
    (arrival,) = view().office.arrivals
    assert arrival.number == "N1" and "王**" in arrival.facts and arrival.state == words()("outcome.received")


def test_an_application_without_an_applicant_leaves_no_gap_and_a_decided_one_is_green() -> None:
    (each,) = BOARD.arrived
    (arrival,) = view(Board(arrived=({**each, "applicant": "", "state": "done"},))).office.arrivals
    assert arrival.facts == "09:00 · 高龄 · S1"
    assert (arrival.state, arrival.tone) == (words()("outcome.done"), "ok")


@pytest.mark.parametrize(
    ("sheet", "key", "values"),
    [
        (Sheet(), "panel.sheet.none", {}),
        (Sheet(b"x", True, 1), "panel.sheet.grows", {}),
        (Sheet(b"x", False, 2), "panel.sheet.whole", {"number": 2}),
        (Sheet(b"x", False, 2, False), "panel.sheet.torn", {"number": 2}),
    ],
)
def test_the_paper_says_what_became_of_it(sheet: Sheet, key: str, values: dict[str, int]) -> None:
    assert view(Board(sheet=sheet)).paper.caption == words()(key, **values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", ["", *(scene.id for scene in SCENES)])
def test_every_sentence_of_the_panel_is_written(language: str, scene: str) -> None:
    shown = presenter.present(BOARD, Memory(language=language, scene=scene), SCENES)
    assert "panel." not in str(shown)


def test_the_list_names_every_scene_and_what_it_teaches() -> None:
    doors = view().scenes.doors
    assert [door.intent.event for door in doors] == [Open(scene.id) for scene in SCENES]
    assert all(door.name and door.teaches for door in doors)


def test_only_the_next_step_of_a_hand_can_be_done() -> None:
    steps = view(scene="expired-card").scenes.steps
    acts = [step.act for step in steps if step.act.label]
    assert [act.enabled for act in acts] == [True, *[False] * (len(acts) - 1)]


# ---- following a scene --------------------------------------------------------------------------------------------


def test_a_touch_is_ticked_off_with_the_screen_that_it_led_to() -> None:
    assert training.looked(STEPS, 0, Glass("attract"), "") == 1
    assert training.looked(STEPS, 1, Glass("attract"), "attract") == 1
    assert training.looked(STEPS, 1, Glass("home"), "attract") == 3


def test_who_is_quick_is_found_again() -> None:
    assert training.looked(STEPS, 1, Glass("identity"), "attract") == 6  # the sentence after it is told, too


def test_a_screen_that_was_not_left_does_not_count_as_one_that_is_to_come() -> None:
    there_and_back = (SceneStep("expect", {}, what="camera"), SceneStep("expect", {}, what="materials"))
    assert training.looked(there_and_back, 0, Glass("materials"), "materials") == 0
    assert training.looked(there_and_back, 0, Glass("materials"), "form") == 2


def test_what_a_hand_must_do_first_holds_everything_up() -> None:
    assert training.looked(STEPS, 6, Glass("form", said=("form.fill",)), "identity") == 6
    assert training.done_by_hand(STEPS, 6, LAY) == 7
    assert training.done_by_hand(STEPS, 6, do("id-reader", "lift")) == 6


def test_an_expectation_needs_its_sentences_and_its_sheet() -> None:
    assert training.looked(STEPS, 7, Glass("form"), "identity") == 7
    assert training.looked(STEPS, 7, Glass("form", "cancel", ("form.fill",)), "identity") == 7
    assert training.looked(STEPS, 7, Glass("form", said=("form.fill",)), "identity") == 8


# ---- the panel's thread -------------------------------------------------------------------------------------------


class FarEnd:
    """Answers as a simulator does; `answers` False: it has gone."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.state, self.asked, self.answers = state, list[tuple[str, dict[str, Any]]](), True

    def ask(self, op: str, **arguments: Any) -> dict[str, Any]:
        if not self.answers:
            raise ConnectionRefusedError
        self.asked.append((op, arguments))
        return self.state


@pytest.fixture
def ends() -> dict[str, FarEnd]:
    return {"id-reader": FarEnd(READER), "receipt-printer": FarEnd(dict(PRINTER))}


@pytest.fixture
def desk(ends: dict[str, FarEnd]) -> Desk:
    asks = {name: end.ask for name, end in ends.items()}
    return Desk(asks, lambda keys: Glass("identity", "", tuple(keys)), SCENES, lambda board, memory: None)


def test_a_far_end_that_went_is_left_out_until_it_comes_back(desk: Desk, ends: dict[str, FarEnd]) -> None:
    ends["id-reader"].answers = False
    desk.look()
    assert set(desk.board.states) == {"receipt-printer"}
    ends["id-reader"].answers = True
    desk.look()
    assert set(desk.board.states) == {"id-reader", "receipt-printer"}


def test_what_could_not_be_done_is_said_and_forgotten_with_the_next_wish(desk: Desk, ends: dict[str, FarEnd]) -> None:
    ends["id-reader"].answers = False
    desk.wish(LAY)
    assert desk.memory.trouble == "id-reader"
    desk.wish(Speak("en"))
    assert (desk.memory.trouble, desk.memory.language) == ("", "en")


def test_the_drawer_does_a_scenes_step_as_well_as_its_button(desk: Desk, ends: dict[str, FarEnd]) -> None:
    desk.wish(Open("card-lifted-early"))
    desk.look()
    laid = next(step.do for step in SCENES[1].steps if step.verb == "hand")
    assert laid is not None
    desk.wish(laid)
    assert SCENES[1].steps[desk.memory.passed - 1].do == laid
    assert ("lay", dict(laid.arguments)) in ends["id-reader"].asked


def test_the_button_of_a_step_does_it(desk: Desk, ends: dict[str, FarEnd]) -> None:
    desk.wish(Open("card-lifted-early"))
    number = next(number for number, step in enumerate(SCENES[1].steps) if step.verb == "hand")
    desk.wish(Perform(number))
    assert desk.memory.passed == number + 1
    assert ends["id-reader"].asked[-1][0] == "lay"


def test_everything_as_new_resets_every_far_end_that_answers(desk: Desk, ends: dict[str, FarEnd]) -> None:
    desk.look()
    desk.wish(Everything())
    assert all(end.asked[-1] == ("reset", {}) for end in ends.values())


def test_a_damage_is_kept_for_the_next_card(desk: Desk) -> None:
    desk.wish(Spoil("number"))
    assert desk.memory.damage == "number"


def test_while_paper_comes_out_the_printer_is_asked_more_often_than_the_rest(
    desk: Desk, ends: dict[str, FarEnd]
) -> None:
    ends["receipt-printer"].state |= {"hangs_out_mm": 12, "png": ""}
    desk.start()
    asked = ends["receipt-printer"].asked
    deadline = time.monotonic() + 10
    while len(asked) < 8 and time.monotonic() < deadline:
        time.sleep(0.01)  # looks again; the deadline ends it
    desk.stop()
    assert len(asked) >= 8 and len(ends["id-reader"].asked) <= 2
    assert desk.board.sheet.grows and desk.board.states["id-reader"] is READER


def test_the_panels_thread_ends_when_it_is_told(desk: Desk) -> None:
    desk.start()
    desk.post(Speak("en"))
    desk.stop()
    assert desk.memory.language == "en"
