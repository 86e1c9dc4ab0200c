"""A disk that is nearly full: home says so before anybody begins, and guides and tickets go on."""

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest

from kiosk.cli import bench, keeper_parts
from kiosk.runtime.clock import SystemClock
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from kiosk.store.opening import open_or_go_without, open_store
from kiosk.store.records import Limits, PrintRow, PrintState
from kiosk.words import words
from screens.home import presenter
from tests.faults.disks import mounts as disks
from tests.flows.terminal import Terminal
from tests.unit.store.conftest import make_taken

pytestmark = pytest.mark.skipif(bool(disks.why_not()), reason=disks.why_not())


@pytest.fixture
def cramped(far: bench.Bench, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal whose disk has 8 MB: the store keeps 200 free."""
    with disks.small(tmp_path / "disk", 8 * 1024) as folder:
        terminal = Terminal(far, folder / "terminal", {})
        terminal.start()
        yield terminal
        terminal.stop()


def test_home_refuses_with_the_sentence_before_the_resident_begins(cramped: Terminal) -> None:
    cramped._home()
    home = cramped.until(lambda shown: getattr(shown.shown, "offers", ()) and shown.shown.offers[0].refused)
    assert home.shown.offers[0].refused == Say("refuse.full")
    shown = presenter.present(home.shown, home.frame, words())
    assert words()("refuse.full") in repr(shown)
    assert cramped.stored("SELECT count(*) FROM application") == [(0,)]
    cramped.touch(e.MatterChosen("elderly_allowance"))  # what to bring may still be read
    assert cramped.sees(s.GuideShown).refused == Say("refuse.full")


def test_what_was_in_the_middle_and_a_disk_with_hardly_any_room_keep_no_terminal_from_starting(tmp_path: Path) -> None:
    with disks.small(tmp_path / "disk", 4096) as folder:
        path, clock = folder / "kiosk.db", SystemClock()
        store = open_store(path, "CJ01", clock, limits=Limits(free_bytes=0, margin_bytes=0))
        taken = make_taken(store.reserve_slip_number(date(2026, 11, 22)))
        store.take_in(taken)
        store.print_sent(taken.print_id)
        store.close()
        for left in range(0, 80 * 1024, 8 * 1024):
            fill(folder / "ballast", left)
            store = open_or_go_without(path, "CJ01", clock)
            keeper_parts.settle(store)
            store.close()
        assert store.has_disk
        assert [paper.state for paper in prints_of(path, taken.application_id)] == [PrintState.UNKNOWN]


def fill(ballast: Path, left: int) -> None:
    """The disk has only `left` bytes more."""
    ballast.unlink(missing_ok=True)
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    os.truncate(ballast, max(0, ballast.stat().st_size - left))


def prints_of(path: Path, subject: str) -> list[PrintRow]:
    with closing(open_store(path, "CJ01", SystemClock())) as store:
        return store.prints_of(subject)
