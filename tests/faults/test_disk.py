"""The disk harness in short, and what the glass says: nobody begins what cannot be kept."""

import pytest

from tests.faults import disk
from tests.faults.disks import mounts


@pytest.mark.skipif(bool(mounts.why_not()), reason=mounts.why_not())
def test_a_disk_that_is_filled_again_and_again_loses_nothing_and_is_told() -> None:
    (figure,) = disk.measure(30, seed=1)
    assert figure.violations == 0, figure
    assert figure.trials >= 30
    assert figure.detail["admitted"] > 30
    assert figure.detail["refused"] > 5
