"""The camera: a picture is taken, judged, taken again; without one a material can be promised."""

from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from tests.flows.conftest import Make
from tests.flows.terminal import Terminal


def test_a_picture_can_be_taken_again_and_pages_are_counted(terminal: Terminal) -> None:
    terminal.comes_to(s.MaterialsShown)
    terminal.until(lambda shown: shown.shown.camera is None)
    terminal.touch(e.MaterialChosen(1))
    terminal.sees(s.CameraShown)
    terminal.touch(e.PhotoPressed())
    terminal.until(lambda shown: shown.shown.phase == "taken")
    terminal.touch(e.PhotoDropped())
    terminal.until(lambda shown: shown.shown.phase == "live")
    terminal.touch(e.PhotoPressed())
    terminal.until(lambda shown: shown.shown.phase == "taken")
    terminal.touch(e.PhotoKept())
    terminal.sees(s.MaterialsShown)
    terminal.photograph(1)
    shown = terminal.settle().shown
    assert isinstance(shown, s.MaterialsShown)
    assert next(item for item in shown.items if item.index == 1).pages == 2
    terminal.touch(e.NextPressed())
    terminal.sees(s.ReviewShown)


def test_a_camera_that_is_unplugged_gets_a_sentence_and_the_material_can_be_promised(terminal: Terminal) -> None:
    terminal.comes_to(s.MaterialsShown)
    terminal.until(lambda shown: shown.shown.camera is None)
    terminal.touch(e.MaterialChosen(1))
    terminal.sees(s.CameraShown)
    terminal.unplug_camera()
    terminal.until(lambda shown: shown.shown.trouble == Say("error.device.unplugged"))
    terminal.touch(e.BackPressed())
    shown = terminal.until(lambda shown: getattr(shown.shown, "camera", None) is not None).shown
    assert shown.camera == Say("refuse.document-camera") and not shown.complete
    terminal.touch(e.MaterialChosen(1))
    assert isinstance(terminal.settle().shown, s.MaterialsShown)
    terminal.touch(e.PromiseMade(1))
    terminal.until(lambda shown: shown.shown.complete)
    terminal.touch(e.NextPressed())
    terminal.sees(s.ReviewShown)


def test_a_camera_that_comes_back_is_used_again(make: Make) -> None:
    terminal = make()
    terminal.unplug_camera()
    terminal.start()
    terminal.comes_to(s.MaterialsShown)
    terminal.until(lambda shown: shown.shown.camera is not None)
    terminal.plug_camera()
    terminal.until(lambda shown: shown.shown.camera is None)
    terminal.photograph(1)
