"""The keeper is no larger after many visits; at full length: `python -m tests.faults soak`."""

import random
from collections import Counter
from pathlib import Path

from kiosk.runtime.gate import PIN_FILE, write_pin
from tests.faults import soak
from tests.faults.soak import Look
from tests.faults.traces import endings
from tests.faults.traces.headless import running


def test_the_keeper_holds_no_more_descriptors_and_threads_after_some_visits(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o700)
    write_pin(tmp_path / "state" / PIN_FILE, "staff", endings.STAFF_PIN)
    with running(tmp_path) as terminal:
        looks, kinds = soak.soak(terminal, 12, seed=1)
    assert sum(kinds.values()) == 12
    assert soak.is_flat(looks[2:], lambda each: each.descriptors)
    assert soak.is_flat(looks[2:], lambda each: each.threads)


def test_a_leak_is_a_slope_and_noise_is_none() -> None:
    chance = random.Random(1)
    for leak, is_kept in ((0, True), (150, True), (300, False)):
        noise = (chance.randrange(-40_000, 40_000) for _ in range(41))
        looks = [Look(250 * n, 40_000_000 + 250 * n * leak + rough, 18, 6, 0) for n, rough in enumerate(noise)]
        assert soak._figure(looks, Counter(), 10_000, 1.0).is_kept is is_kept


def test_one_more_descriptor_than_when_it_was_warm_is_told() -> None:
    looks = [Look(250 * n, 40_000_000, 18 + (n > 30), 6, 0) for n in range(41)]
    assert not soak._figure(looks, Counter(), 10_000, 1.0).is_kept
