"""Which visits the keeper holds, whatever becomes of its journal."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from kiosk.errors import StoreFull
from kiosk.runtime import messages as m
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.link import Link, pair
from kiosk.runtime.visits import HeardOut, HeldVisit, Visits

PATIENCE = 10.0


class Started:
    """Implements kiosk.runtime.visits.VisitProcess: a visit that lives until it is said to have died."""

    def __init__(self) -> None:
        ours, self.theirs = pair()
        self.link, self.lives = Link(ours, patience=1), True

    def is_alive(self) -> bool:
        return self.lives

    def end(self, patience: float) -> None:
        self.lives = False


@pytest.fixture
def started() -> Iterator[list[Started]]:
    made: list[Started] = []
    yield made
    for each in made:
        each.link.close()
        each.theirs.close()


class Hand(SystemClock):
    """A clock that stands still until it is moved."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


def _heard(visit: HeldVisit, value: object) -> None:
    visit.heard_out = visit.heard_out or isinstance(value, HeardOut)


def _held(started: list[Started], greeted: list[HeldVisit], clock: SystemClock | None = None) -> Visits:
    """One on the glass, begun, and one standing by; the journal takes nothing more."""

    def spawn() -> Started:
        started.append(Started())
        return started[-1]

    def full(what: str, how: str) -> None:
        raise StoreFull("no room left")

    visits = Visits(spawn, _heard, greeted.append, full, clock or SystemClock())
    for _ in range(3):
        visits.mind()
        if visits._standby is not None:
            visits._standby.stands_by = True
    with suppress(StoreFull):
        visits.begins(greeted[0])
    return visits


@pytest.mark.parametrize("how", ["crashed", "ended"])
def test_a_journal_that_is_full_keeps_no_visit_on_the_glass_that_is_gone(started: list[Started], how: str) -> None:
    greeted: list[HeldVisit] = []
    visits = _held(started, greeted)
    with pytest.raises(StoreFull):  # told, once; the keeper logs it
        if how == "ended":
            visits.ends(greeted[0], m.VisitEnded("finished", (("session", "cleared"),)))
        else:
            _dies(started[0], greeted[0])
            visits.mind()
    visits.mind()
    assert len(greeted) == 2 and greeted[1].process is started[1]


def test_a_dead_visit_is_buried_only_after_its_last_word_was_heard(started: list[Started]) -> None:
    greeted: list[HeldVisit] = []
    visits = _held(started, greeted, Hand())
    started[0].lives = False  # its link is still being read
    visits.mind()
    assert visits.is_serving() and len(greeted) == 1
    _dies(started[0], greeted[0])
    with pytest.raises(StoreFull):
        visits.mind()
    visits.mind()
    assert len(greeted) == 2


def test_a_link_that_stays_open_keeps_the_glass_dark_no_longer_than_a_second(started: list[Started]) -> None:
    greeted: list[HeldVisit] = []
    clock = Hand()
    visits = _held(started, greeted, clock)
    started[0].lives = False
    visits.mind()
    clock.now += 1.0
    with pytest.raises(StoreFull):
        visits.mind()
    visits.mind()
    assert len(greeted) == 2


def _dies(process: Started, visit: HeldVisit) -> None:
    """Its process ends, and its link is read to the end."""
    process.lives = False
    process.theirs.close()
    assert visit.listener is not None
    visit.listener.join(5)


def test_a_visit_that_hangs_and_reads_nothing_holds_its_keeper_up_no_longer_than_a_moment_and_is_ended(
    started: list[Started],
) -> None:
    greeted: list[HeldVisit] = []
    visits, clock = _held(started, greeted), SystemClock()
    hanging, began, longest = greeted[0], clock.monotonic(), 0.0
    while not hanging.heard_out and clock.monotonic() - began < PATIENCE:
        at = clock.monotonic()
        visits.say(m.Surprised("attract", "x" * 4096))
        longest = max(longest, clock.monotonic() - at)
    assert longest < 2.0
    while greeted[-1] is hanging and clock.monotonic() - began < PATIENCE:
        with suppress(StoreFull):
            visits.mind()
        if visits._standby is not None:
            visits._standby.stands_by = True
    assert not hanging.process.is_alive() and greeted[-1] is not hanging
