"""Whole visits, from the first touch to the wiped glass."""

from kiosk.session import events as e
from kiosk.session import snapshot as s
from tests.flows.conftest import Terminal


def test_a_resident_applies_alone_and_leaves_with_a_slip(terminal: Terminal) -> None:
    done = terminal.comes_to(s.DoneShown)
    assert done.outcome == "received"
    assert done.promised_on is not None
    printed = terminal.until(lambda shown: getattr(shown.shown, "slip", "") == "printed").shown
    assert printed.number == done.number
    terminal.touch(e.Rated(5))
    terminal.until(lambda shown: getattr(shown.shown, "rating", None) == 5)
    first = terminal.current
    terminal.touch(e.NextPressed())
    terminal.until(lambda shown: terminal.current is not first and isinstance(shown.shown, s.AttractShown))
    assert first.visit.session.given.card is None
    assert terminal.bench.hall.ask("state")["applications"] == 1
