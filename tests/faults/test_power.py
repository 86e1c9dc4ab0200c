"""The power-cut harness in short: what was acknowledged is there when the power comes back."""

import pytest

from tests.faults.disks import mounts
from tests.faults.power import measure

pytestmark = pytest.mark.skipif(bool(mounts.why_not()), reason=mounts.why_not())


def test_thirty_power_cuts_lose_nothing_that_was_acknowledged() -> None:
    (figure,) = measure(30, seed=1)
    assert figure.violations == 0, figure
    assert figure.trials == 30
    assert figure.detail["admitted"] > 10
    assert figure.detail["in key files and pins"] >= 2
