"""Every scene that ships comes true, played through a whole terminal without a window."""

import pytest

from kiosk.cli.scenes import all_scenes
from kiosk.runtime.gate import write_pin
from kiosk.session import snapshot as s
from kiosk.settings.scenes import Scene
from tests.flows.conftest import Make
from tests.flows.player import Player
from tests.flows.terminal import Terminal, eventually

SCENES = all_scenes()
SOON = {"backend": {"wait_seconds": "4"}}  # a receipt comes long before; where none comes, nobody waits long


@pytest.fixture
def stage(make: Make) -> Terminal:
    """A terminal with the demo's PINs; everything on the bench as new."""
    terminal = make(**SOON)
    terminal.bench.hand("document-camera").ask("reset")
    write_pin(terminal.state / "pins.json", "staff", "202611")
    terminal.start()
    return terminal


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_the_scene_comes_true(stage: Terminal, scene: Scene) -> None:
    Player(stage).play(scene)


def test_a_scene_that_asks_for_what_never_comes_fails_at_its_step(stage: Terminal) -> None:
    whole = next(scene for scene in SCENES if scene.id == "queue-ticket")
    wrong = whole.steps[2].model_copy(update={"words": ("outcome.kept",)})
    with pytest.raises(AssertionError, match=r"queue-ticket, step 3 \(expect home\)"):
        Player(stage).play(whole._replace(steps=(*whole.steps[:2], wrong)))


def test_what_was_kept_while_the_network_was_cut_arrives_in_the_end(stage: Terminal) -> None:
    Player(stage).play(next(scene for scene in SCENES if scene.id == "network-cut"))
    stage.sees(s.AttractShown)
    stage.pass_time(301)
    assert len(eventually(stage.arrived)) == 1
