"""A document camera that hands can work on: pages are laid and lifted, the wire is pulled and put back."""

import pytest

from kiosk.errors import DeviceUnplugged
from kiosk.ports.bench import OPS


@pytest.fixture(scope="module")
def wire(program, tmp_path_factory):
    place = tmp_path_factory.mktemp("camera")
    return program("document-camera", "--folder", place / "camera", "--control", place / "sock")


@pytest.fixture
def bench(wire):
    wire.bench.ask("reset")
    return wire.bench


@pytest.fixture
def camera(build, wire, bench):
    return build("opencv-camera", port=wire.ready["link"])


def test_at_first_the_pages_come_one_after_another(camera, bench):
    assert bench.ask("state")["page"] == "all"
    assert camera.take().jpeg != camera.take().jpeg


def test_the_page_that_was_laid_lies_there_and_stays(camera, bench):
    bench.ask("lay", page="passbook")
    first = camera.take().jpeg
    assert camera.take().jpeg == first
    bench.ask("lay", page="household-register")
    assert camera.take().jpeg != first


def test_an_empty_desk_is_a_dark_picture_and_no_fault(camera, bench):
    bench.ask("lay", page="passbook")
    with_page = camera.preview(320)
    bench.ask("lift")
    empty = camera.preview(320)
    assert sum(empty.rgb) < sum(with_page.rgb) / 2
    assert bench.ask("state")["page"] == ""


def test_a_camera_without_its_cable_is_not_there_and_comes_back(camera, bench):
    bench.ask("unplug")
    with pytest.raises(DeviceUnplugged):
        camera.preview(320)
    assert bench.ask("state")["plugged"] is False
    bench.ask("plug")
    assert camera.preview(320).width == 320


def test_a_page_that_nobody_drew_cannot_be_laid(bench):
    with pytest.raises(ValueError, match="KeyError"):
        bench.ask("lay", page="diary")
    assert bench.ask("state")["page"] == "all"


@pytest.mark.parametrize("op", sorted(set(OPS["document-camera"]) - {"quit"}))
def test_it_knows_every_op_that_hands_are_promised(bench, op):
    bench.ask(op, **({"page": "all"} if op == "lay" else {}))
    bench.ask("plug")
