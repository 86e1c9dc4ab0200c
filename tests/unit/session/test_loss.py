"""The keeper's word that the store is lost: once, at once, and only where the screen needs the store."""

import pytest

from kiosk.ports.receipt_printer import Printed
from kiosk.session import events as e
from kiosk.session import machine
from kiosk.session.errands import loss
from kiosk.session.events import HallSeen
from kiosk.session.model import Result, State
from tests.unit.session.worlds import session_in

LOST = HallSeen((), 0, False, keeps_drafts=False, store_lost=True)
FILLED_IN = (State.FORM, State.MATERIALS, State.CAMERA, State.REVIEW, State.SIGN, State.IDENTITY_AGAIN)


@pytest.mark.parametrize("state", FILLED_IN)
def test_what_she_filled_in_stays_under_the_sheet(state: State) -> None:
    before = session_in(state)
    after, commands = machine.handle(before, LOST)
    assert (after.state, after.given, commands) == (state, before.given, ())
    assert after.fault == loss.sheet(before) and after.fault.kept.key == "fault.kept.store-lost"


@pytest.mark.parametrize("state", [State.NOTICE, State.IDENTITY, State.COMPARISON])
def test_who_has_filled_in_nothing_goes_no_further_than_the_guide(state: State) -> None:
    after, _ = machine.handle(session_in(state), LOST)
    assert after.state is State.GUIDE and after.given.card is None
    assert after.fault is not None and after.fault.kept.key == "fault.kept.nothing"


@pytest.mark.parametrize("state", [State.ATTRACT, State.HOME, State.GUIDE, State.TICKETS, State.TICKET, State.DONE])
def test_where_nothing_is_handed_in_nothing_lies_over_the_screen(state: State) -> None:
    after, _ = machine.handle(session_in(state), LOST)
    assert (after.state, after.fault) == (state, None)


def test_it_is_said_once_and_not_with_every_word_of_the_keeper() -> None:
    told, _ = machine.handle(session_in(State.FORM), LOST)
    closed, _ = machine.handle(told, e.StayPressed())
    again, _ = machine.handle(closed, LOST)
    assert (closed.fault, again.fault) == (None, None)


def test_an_application_that_is_held_is_shown_as_kept_without_a_slip() -> None:
    waiting = session_in(State.SUBMITTING).but(result=Result("id", "T01-20261122-0042"), hall=LOST)
    done, _ = machine.handle(waiting, e.Ticked(waiting.now + 1, waiting.wall))
    assert (done.state, done.result.outcome, done.result.number) == (State.DONE, "kept", "T01-20261122-0042")
    assert done.result.slip is not None and done.result.slip.printed is Printed.NOTHING
