"""The clock harness in short: whatever year the clock shows, what was taken in arrives once and nobody is thrown out."""

import pytest

from tests.faults.clock import measure


@pytest.mark.timeout(180)
def test_a_dozen_jumps_of_up_to_thirty_years_hurt_nobody() -> None:
    (figure,) = measure(12, seed=3)
    assert figure.violations == 0, figure
    assert figure.trials >= 12
