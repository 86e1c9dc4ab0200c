"""Which visits the keeper holds, whatever becomes of its journal."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from kiosk.errors import StoreFull
from kiosk.runtime import messages as m
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.link import Link, pair
from kiosk.runtime.visits import HeldVisit, Visits


class Started:
    """Implements kiosk.runtime.visits.VisitProcess: a visit that lives until it is said to have died."""

    def __init__(self) -> None:
        ours, self.theirs = pair()
        self.link, self.lives = Link(ours), True

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


def _held(started: list[Started], greeted: list[HeldVisit]) -> Visits:
    """One on the glass, begun, and one standing by; the journal takes nothing more."""

    def spawn() -> Started:
        started.append(Started())
        return started[-1]

    def full(what: str, how: str) -> None:
        raise StoreFull("no room left")

    visits = Visits(spawn, lambda visit, value: None, greeted.append, full, SystemClock())
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
            started[0].lives = False
            visits.mind()
    visits.mind()
    assert len(greeted) == 2 and greeted[1].process is started[1]
