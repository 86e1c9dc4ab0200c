"""Some of the planted bugs are caught, so the harnesses are known to bite. All of them: `tests.faults mutants`."""

import pytest

from tests.faults.mutants import MUTANTS, _caught


@pytest.mark.parametrize("bug", ["said before it is kept", "blind reprint"])
def test_a_planted_bug_is_caught(bug: str) -> None:
    (mutant,) = (mutant for mutant in MUTANTS if mutant.bug == bug)
    assert _caught(mutant, 1, seed=1) is not None


def test_there_are_at_least_eight_and_each_is_planted_somewhere() -> None:
    assert len({mutant.bug for mutant in MUTANTS}) >= 8
