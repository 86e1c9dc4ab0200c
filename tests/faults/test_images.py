"""The crash images in short; and that they find a setting that loses what was acknowledged."""

import random

from tests.faults import images


def test_crash_images_lose_nothing() -> None:
    (figure,) = images.measure(250, seed=1)
    assert figure.violations == 0, figure
    assert figure.trials == 250


def test_without_a_sync_of_the_wal_they_lose_applications() -> None:
    tape = images.record("PRAGMA synchronous = NORMAL")
    assert images.check(tape, 100, random.Random(1)).total() > 0
