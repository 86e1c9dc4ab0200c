"""The crash harness in short: the window dies three times, and the attract screen is back each time."""

import pytest

from tests.faults.crash import MOST, measure


@pytest.mark.e2e
@pytest.mark.timeout(300)
def test_the_attract_screen_comes_back_after_each_of_three_crashes() -> None:
    (figure,) = measure(3, seed=1)
    assert figure.violations == 0, f"within {MOST} s: {figure}"
    assert figure.value.startswith("median")
