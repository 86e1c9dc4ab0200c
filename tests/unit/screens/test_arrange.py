"""How the demo shares a display between the upright glass and the panel."""

import pytest

from kiosk.cli.demo import arrange


@pytest.mark.parametrize("display", [(1366, 768), (1440, 900), (1920, 1080), (2560, 1440), (3840, 2160)])
def test_glass_and_panel_fit_beside_each_other(display: tuple[int, int]) -> None:
    room = arrange(*display)
    assert room.glass[0] < room.left and room.left + room.width <= display[0]
    assert max(room.glass[1], room.height) <= display[1]
    assert room.glass[0] / room.glass[1] == pytest.approx(9 / 16, abs=0.002)
    assert room.width >= 640


def test_a_glass_is_never_larger_than_a_real_one() -> None:
    assert arrange(7680, 4320).glass == (1080, 1920)
