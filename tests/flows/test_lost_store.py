"""The disk fails under somebody who is being served: she is told, and keeps her screen; who comes next is served as ever."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from tests.flows.conftest import Make
from tests.flows.terminal import ACCOUNT, STROKE, Terminal, eventually

PATIENT = {"backend": {"wait_seconds": "60", "read_timeout": "0.3"}}


def _takes_nothing_more(terminal: Terminal) -> None:
    keeper = terminal.keeper
    keeper.post(lambda: keeper._storage._store._database.rows("PRAGMA query_only = ON"))


def _signs_for_nothing(terminal: Terminal) -> s.FaultShown:
    terminal.comes_to(s.SignShown)
    _takes_nothing_more(terminal)
    terminal.sign()
    sheet: s.FaultShown = terminal.sees_over(s.FaultShown)
    return sheet


def _leaves(terminal: Terminal) -> None:
    terminal.touch(e.StayPressed(), e.CancelPressed(), e.CancelConfirmed())


def test_who_signs_hears_that_nothing_was_handed_in_and_her_entries_stay(quick: Terminal) -> None:
    keeper = quick.keeper
    sheet = _signs_for_nothing(quick)
    assert (sheet.happened, sheet.kept) == (Say("fault.happened.store-lost"), Say("fault.kept.store-lost"))
    quick.touch(e.StayPressed(), e.BackPressed())
    quick.sees(s.ReviewShown)
    given = quick.here.visit.session.given
    assert (given.answers["bank_account"], given.strokes) == (ACCOUNT, (STROKE,))
    assert quick.keeper is keeper
    assert quick.stored("SELECT count(*) FROM application") == [(0,)]


def test_who_tries_again_is_told_again_and_nothing_goes_off(quick: Terminal) -> None:
    _signs_for_nothing(quick)
    quick.touch(e.StayPressed())
    quick.until(lambda shown: shown.overlay is None)
    quick.touch(e.NextPressed())
    assert quick.sees_over(s.FaultShown).happened == Say("fault.happened.store-lost")
    assert isinstance(quick.settle().shown, s.SignShown)


@pytest.mark.parametrize("door", ["leaves", "times out"])
def test_when_she_has_gone_the_terminal_begins_anew_and_takes_in(terminal: Terminal, door: str) -> None:
    keeper = terminal.keeper
    _signs_for_nothing(terminal)
    if door == "leaves":
        _leaves(terminal)
    else:
        terminal.pass_time(1000)
    eventually(lambda: terminal.keeper is not keeper)
    terminal.sees(s.AttractShown)
    eventually(lambda: sum(visit.is_alive() for visit in terminal.visits) == 2)  # none is left of the keeper before
    assert terminal.comes_to(s.DoneShown).outcome == "received"


def test_a_dead_visit_holds_nothing_up(quick: Terminal) -> None:
    keeper = quick.keeper
    _signs_for_nothing(quick)
    quick.here.glass.breaks = True
    quick.touch(e.LanguageChosen("en"))
    eventually(lambda: quick.keeper is not keeper)
    quick.sees(s.AttractShown)


def test_what_was_taken_in_is_shown_as_kept_at_once_and_reaches_the_hall(make: Make) -> None:
    terminal = make(**PATIENT)
    terminal.start()
    keeper = terminal.keeper
    terminal.bench.hall.ask("mode", mode="500")
    terminal.comes_to(s.SignShown)
    terminal.sign()
    terminal.until(lambda shown: getattr(shown.shown, "kept", False))
    _takes_nothing_more(terminal)
    shown: Any = terminal.sees(s.DoneShown)
    number = terminal.here.visit.session.result.slip_number
    assert (shown.outcome, shown.number, shown.slip) == ("kept", number, "not_printed")
    terminal.bench.hall.ask("mode", mode="ok")
    terminal.touch(e.NextPressed())
    eventually(lambda: terminal.keeper is not keeper)
    terminal.sees(s.AttractShown)
    terminal.pass_time(301)
    eventually(lambda: [row[1] for row in terminal.arrived()] == [number])


def test_the_halls_number_is_shown_though_it_cannot_be_written_down(quick: Terminal) -> None:
    quick._home()
    quick.touch(e.TicketsOpened())
    quick.sees(s.TicketsShown)
    _takes_nothing_more(quick)
    quick.touch(e.GroupChosen("civil"))
    shown = quick.sees(s.TicketShown)
    assert quick.slip_ends().slip == "not_printed"
    assert [shown.number] == [row[0] for row in quick.in_hall("SELECT number FROM ticket ORDER BY rowid DESC LIMIT 1")]


def test_without_a_hall_no_number_of_our_own_is_given(quick: Terminal) -> None:
    quick.bench.hall.ask("mode", mode="500")
    quick._home()
    quick.touch(e.TicketsOpened())
    quick.sees(s.TicketsShown)
    _takes_nothing_more(quick)
    quick.touch(e.GroupChosen("civil"))
    quick.until(lambda shown: shown.shown.trouble == Say("ticket.store-lost"))


def test_the_loss_is_one_line_of_the_log_however_long_she_stays(quick: Terminal) -> None:
    with capture_logs() as lines:
        _signs_for_nothing(quick)
        for _ in range(3):
            quick.pass_time(20)
            quick.settle()
    assert len([line for line in lines if line["event"] == "store failed"]) == 1
    assert len([line for line in lines if line["event"] == "failed"]) <= 1


def test_the_hall_hears_that_nothing_is_taken_in(terminal: Terminal) -> None:
    _signs_for_nothing(terminal)

    def said() -> list[tuple[Any, ...]]:
        terminal.clock.moved += 2
        return terminal.in_hall("SELECT said FROM terminal_state WHERE said LIKE ?", '%"store_has_room":false%')

    eventually(said)
