"""When to try again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backend.backoff import CAP, delay


def test_the_longest_wait_doubles_up_to_five_minutes():
    assert [delay(tries, 1.0) for tries in range(1, 11)] == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@given(st.integers(1, 10**9), st.floats(0, 1))
def test_a_wait_is_never_under_a_second_and_never_over_the_cap(tries, chance):
    assert 1.0 <= delay(tries, chance) <= CAP == 300


def test_terminals_that_failed_together_do_not_knock_together():
    assert len({delay(8, n / 40) for n in range(1, 41)}) == 40


@pytest.mark.parametrize(("tries", "chance"), [(0, 0.5), (1, -0.1), (1, 1.1)])
def test_what_makes_no_sense_is_refused(tries, chance):
    with pytest.raises(ValueError, match="tries"):
        delay(tries, chance)
