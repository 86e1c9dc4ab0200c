"""The storm in short: keys, modifiers and fingers on a whole terminal, and nobody gets out of it, or in."""

import pytest

from tests.faults.glass.events import Storm
from tests.faults.storm import ALLOWED, measure


@pytest.mark.timeout(300)
def test_a_short_storm_ends_no_visit_and_shows_no_traceback() -> None:
    (figure,) = measure(30_000, seed=1)
    assert figure.violations == 0, figure
    assert figure.trials >= 30_000
    assert set(figure.detail["events"]) == {"key", "text", "touch", "other"}
    assert {"attract"} < set(figure.detail["screens"]) <= ALLOWED  # a storm that never leaves attract proves nothing


def test_the_same_seed_makes_the_same_storm() -> None:
    assert Storm(7, 540, 960).batch(500, 0.5, [(1, 2)]) == Storm(7, 540, 960).batch(500, 0.5, [(1, 2)])
    assert Storm(7, 540, 960).batch(500, 0.5, []) != Storm(8, 540, 960).batch(500, 0.5, [])


def test_every_event_is_of_sdls_size() -> None:
    assert {len(event) for event in Storm(1, 540, 960).batch(5000, 0.4, [])} == {64}
