"""The system-call harness in short: some points of three commits, by all three faults."""

import shutil

import pytest

from tests.faults.syscalls import hurt

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def test_a_commit_that_is_hurt_at_a_call_is_there_whole_or_not_at_all() -> None:
    points, faults = hurt(["take in", "key file", "receipt"], every=37)
    assert not faults, faults
    assert len(points) > 15
    assert {point.fault for point in points} == {"signal=KILL", "error=EIO", "error=ENOSPC"}
