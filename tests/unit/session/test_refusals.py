"""The technician says that a refusal is dealt with: asked once more, and only what is on the list can be meant."""

from dataclasses import replace

import pytest

from kiosk.session import events as e
from kiosk.session.commands import EndRefusal
from kiosk.session.machine import handle
from kiosk.session.model import Session, State
from kiosk.session.show import snapshot
from kiosk.session.snapshot import RefusalAsked, Row, Say, TechnicianShown
from tests.unit.session.worlds import WALL, session_in

REFUSED = e.Refusal("CJ01-20261122-0007", "elderly_allowance", "unknown_matter", "本大厅不受理该事项。", WALL)


@pytest.fixture
def session() -> Session:
    hall = e.HallSeen((), 0, True, 1, (REFUSED,))
    return handle(session_in(State.TECHNICIAN), hall)[0]


def test_each_refusal_is_on_the_technicians_view_with_number_code_and_sentence(session: Session) -> None:
    shown = snapshot(session).shown
    assert isinstance(shown, TechnicianShown)
    (refusal,) = shown.refusals
    assert refusal.slip_number == REFUSED.slip_number
    assert dict(refusal.said.values) == {"code": "unknown_matter", "sentence": "本大厅不受理该事项。"}


def test_a_broken_chain_of_the_journal_is_told_before_all_other_facts(session: Session) -> None:
    shown = snapshot(session.but(hall=replace(session.hall, journal_breaks=2))).shown
    assert isinstance(shown, TechnicianShown)
    assert shown.facts[0] == Row(Say("fact.journal"), Say("technician.journal-broken", (("count", "2"),)))


def test_it_is_asked_once_more_with_matter_and_day_and_nothing_is_ordered_before(session: Session) -> None:
    asked, commands = handle(session, e.RefusalOpened(REFUSED.slip_number))
    assert commands == ()
    name = asked.world.matters[0].name.in_(asked.language)
    assert snapshot(asked).overlay == RefusalAsked(REFUSED.slip_number, name, WALL.date(), REFUSED.sentence)


def test_yes_ends_this_one_and_closes_the_sheet(session: Session) -> None:
    asked, _ = handle(session, e.RefusalOpened(REFUSED.slip_number))
    after, commands = handle(asked, e.DealtWithConfirmed())
    assert commands == (EndRefusal(REFUSED.slip_number),) and snapshot(after).overlay is None
    assert handle(after, e.DealtWithConfirmed())[1] == ()  # a second touch


@pytest.mark.parametrize("touch", [e.StayPressed(), e.BackPressed()])
def test_not_yet_orders_nothing_and_stays_in_the_view(session: Session, touch: e.Event) -> None:
    asked, _ = handle(session, e.RefusalOpened(REFUSED.slip_number))
    after, commands = handle(asked, touch)
    assert commands == () and snapshot(after).overlay is None and after.state is State.TECHNICIAN


def test_while_it_is_asked_nothing_under_the_sheet_can_be_touched(session: Session) -> None:
    asked, _ = handle(session, e.RefusalOpened(REFUSED.slip_number))
    for touch in (e.TestPressed("id_reader"), e.CancelPressed(), e.HelpPressed(), e.ScreenTouched()):
        assert handle(asked, touch) == (asked, ())


def test_what_is_not_on_the_list_cannot_be_meant(session: Session) -> None:
    assert handle(session, e.RefusalOpened("CJ01-20261122-0008")) == (session, ())
    gone = session.but(hall=replace(session.hall, refusals=()))
    assert handle(gone, e.RefusalOpened(REFUSED.slip_number)) == (gone, ())
