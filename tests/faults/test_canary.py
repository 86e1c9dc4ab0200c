"""Marked people leave nothing; the same at full length is `python -m tests.faults canary`."""

import os

import pytest

from tests.faults import canary

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can read another process's memory")


def test_nothing_of_a_person_is_left_however_her_visit_ends() -> None:
    visits = list(enumerate(("finished", "staff's PIN", "visit killed")))
    found = canary.one_terminal(visits, seed=1)
    assert not found.unseen, "the search does not find what is there"
    assert not found.astray
    assert sum(found.visits.values()) == len(visits)
    assert not found.on_disk and not found.in_memory


def test_every_ending_has_its_share() -> None:
    endings = [ending for _, ending in canary.plan(100 * len(canary.ENDINGS), seed=1)]
    assert {endings.count(ending) for ending in canary.ENDINGS} == {100}
