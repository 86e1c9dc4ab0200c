"""A disk that is nearly full: home says so before anybody begins, and guides and tickets go on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli import bench
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from kiosk.words import words
from screens.home import presenter
from tests.faults.disks import mounts as disks
from tests.flows.terminal import Terminal

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
