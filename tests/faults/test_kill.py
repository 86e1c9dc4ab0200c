"""The kill harness in short: nothing acknowledged is lost, nothing is submitted twice, every slip is there once."""

from tests.faults.figures import Figure
from tests.faults.kill import measure


def test_sixty_kills_lose_nothing_double_nothing_and_leave_nobody_without_a_slip() -> None:
    figures = measure(60, seed=1)
    assert [figure.violations for figure in figures] == [0, 0], figures
    assert [(figure.promise, figure.trials >= 60) for figure in figures] == [("application", True), ("slip", True)]
    assert _admitted(figures) > 20  # a harness whose people never get so far proves nothing


def _admitted(figures: list[Figure]) -> int:
    return int(figures[0].detail["admitted"])
