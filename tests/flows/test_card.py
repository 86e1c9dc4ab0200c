"""The card: spoilt, lifted, foreign, gone; and whether it still vouches for the person at the screen."""

import pytest

from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from tests.flows.conftest import Make
from tests.flows.terminal import STROKE, Terminal, eventually

LIFTED, UNREADABLE = Say("error.card.lifted"), Say("error.card.unreadable")


def _failed(terminal: Terminal) -> s.IdentityShown:
    shown = terminal.until(lambda shown: getattr(shown.shown, "phase", "") == "failed").shown
    assert isinstance(shown, s.IdentityShown)
    return shown


def _away(terminal: Terminal) -> None:
    """The card is lifted, and the terminal has noticed."""
    terminal.bench.reader.ask("lift")
    terminal.session_has(lambda session: not session.proof.there)


def _signed(terminal: Terminal) -> None:
    terminal.comes_to(s.SignShown)
    terminal.touch(e.StrokeDrawn(STROKE))
    terminal.settle()


def test_a_card_that_is_lifted_while_it_is_read_is_said_so_and_can_be_laid_again(terminal: Terminal) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("lay", card="elder")
    terminal.bench.reader.ask("lift_mid_read")
    if not isinstance(terminal.settle().shown, s.FormShown):  # it was read before the hand was there
        assert _failed(terminal).trouble == LIFTED
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.FormShown)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_one_damaged_frame_is_asked_for_again_without_a_word(terminal: Terminal, after: int) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("garble", next=1, after=after)
    terminal.bench.reader.ask("lay", card="elder")
    assert terminal.sees(s.FormShown)
    assert not [shot for shot in terminal.here.glass.past if getattr(shot.shown, "phase", "") == "failed"]


def test_a_card_whose_number_came_damaged_is_not_believed(terminal: Terminal) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("lay", card="elder", damage="number")
    assert _failed(terminal).trouble == UNREADABLE
    assert terminal.here.visit.session.given.card is None
    terminal.bench.reader.ask("lift")
    eventually(lambda: not terminal.here.visit._watches["id_reader"]._reader._must_lift)  # a hand is slower than a poll
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.FormShown)


def test_an_expired_card_gets_a_sentence_and_another_one_goes_on(terminal: Terminal) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("lay", card="expired")
    assert _failed(terminal).trouble == Say("identity.expired")
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.FormShown)


def test_a_permit_gets_a_sentence(terminal: Terminal) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("lay", card="hmt_permit")
    assert _failed(terminal).trouble == Say("identity.kind.hmt-permit")


@pytest.mark.parametrize(("card", "damage"), [("unknown_mark", None), ("elder", "mark"), ("elder", "birth")])
def test_a_card_of_no_known_layout_gets_a_sentence_and_another_one_goes_on(
    terminal: Terminal, card: str, damage: str | None
) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("lay", card=card, **({"damage": damage} if damage else {}))
    assert _failed(terminal).trouble in (UNREADABLE, Say("error.card.unknown"))
    assert terminal.here.visit.session.given.card is None
    terminal.bench.reader.ask("lift")
    eventually(lambda: not terminal.here.visit._watches["id_reader"]._reader._must_lift)
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.FormShown)


def test_noise_on_the_readers_line_is_nobodys_card(terminal: Terminal) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("noise", hex="00ff" * 400 + "aaaaaa9669ffff")
    terminal.bench.reader.ask("lay", card="elder")
    assert terminal.sees(s.FormShown)
    assert terminal.here.visit.session.given.card.name == "王秀英"


def test_after_three_misses_nobody_is_locked_out(terminal: Terminal) -> None:
    """What goes without a card stands beside, and the card may still be tried."""
    terminal.comes_to(s.IdentityShown)
    for count in range(1, 4):
        terminal.bench.reader.ask("lay", card="expired")
        shown = terminal.until(lambda shown, count=count: getattr(shown.shown, "misses", 0) >= count).shown
        assert shown.stuck == (count == 3)
        terminal.bench.reader.ask("lift")
        eventually(lambda: not terminal.here.visit._watches["id_reader"]._reader._must_lift)
        terminal.session_has(lambda session: not session.proof.there)
    assert shown.tickets and shown.bookings and "派出所" in shown.replace_at
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.FormShown)


def test_who_is_too_young_hears_why_and_leaves_nothing_behind(terminal: Terminal) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("lay", card="adult")
    fault = terminal.sees_over(s.FaultShown)
    assert "80 周岁" in dict(fault.happened.values)["text"]
    assert fault.kept == Say("fault.kept.nothing")
    assert terminal.here.visit.session.given.card is None and not terminal.here.visit.session.given.answers
    terminal.touch(e.StayPressed(), e.TicketsOpened())
    terminal.sees(s.TicketsShown)


def test_without_a_reader_the_matter_is_refused_with_its_reason_and_a_number_can_be_taken(make: Make) -> None:
    terminal = make()
    terminal.bench.reader.ask("unplug")
    terminal.start()
    terminal._home()
    shown = terminal.until(lambda shown: shown.shown.offers[0].refused is not None).shown
    assert shown.offers[0].refused == Say("refuse.id-reader") and shown.tickets
    terminal.touch(e.MatterChosen("elderly_allowance"))
    guide = terminal.sees(s.GuideShown)
    assert guide.refused == Say("refuse.id-reader") and guide.tickets
    terminal.touch(e.NextPressed())
    assert isinstance(terminal.settle().shown, s.GuideShown)
    terminal.bench.reader.ask("plug")
    terminal.until(lambda shown: shown.shown.refused is None)
    terminal.touch(e.NextPressed())
    terminal.sees(s.NoticeShown)


def test_a_reader_that_is_unplugged_while_the_card_is_awaited_says_so_and_comes_back(terminal: Terminal) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("unplug")
    shown = terminal.until(lambda shown: getattr(shown.shown, "phase", "") == "unavailable").shown
    assert shown.trouble == Say("refuse.id-reader") and shown.tickets
    terminal.bench.reader.ask("plug")
    terminal.until(lambda shown: getattr(shown.shown, "phase", "") == "waiting")
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.FormShown)


def test_a_reader_that_is_unplugged_in_the_middle_costs_one_more_laying_and_nothing_else(terminal: Terminal) -> None:
    terminal.comes_to(s.ReviewShown)
    given = terminal.here.visit.session.given
    terminal.bench.reader.ask("unplug")
    terminal.session_has(lambda session: not session.works("id_reader"))
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    assert terminal.sees(s.IdentityShown).phase == "unavailable"
    terminal.bench.reader.ask("plug")
    terminal.until(lambda shown: getattr(shown.shown, "phase", "") == "waiting")
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.SignShown)
    after = terminal.here.visit.session.given
    assert (after.answers, after.pages, after.card) == (given.answers, given.pages, given.card)
    assert terminal._done().outcome == "received"


def test_a_reader_that_stays_dead_before_signing_leaves_the_window_and_drops_what_was_filled_in(
    terminal: Terminal,
) -> None:
    terminal.comes_to(s.ReviewShown)
    terminal.bench.reader.ask("unplug")
    terminal.session_has(lambda session: not session.works("id_reader"))
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    assert terminal.sees(s.IdentityShown).tickets
    terminal.touch(e.TicketsOpened())
    terminal.sees(s.TicketsShown)
    given = terminal.here.visit.session.given
    assert given.card is None and not given.answers and not given.pages


def test_while_the_reader_works_nobody_is_sent_away_from_signing(terminal: Terminal) -> None:
    terminal.comes_to(s.ReviewShown)
    _away(terminal)
    terminal.pass_time(11)
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    assert not terminal.sees(s.IdentityShown).tickets
    terminal.touch(e.TicketsOpened())
    assert isinstance(terminal.settle().shown, s.IdentityShown)


def test_a_card_that_lies_there_all_the_time_is_not_asked_for_again(terminal: Terminal) -> None:
    terminal.comes_to(s.SignShown)
    assert len([1 for shot in terminal.here.glass.past if isinstance(shot.shown, s.IdentityShown)]) <= 2


def test_a_card_that_was_away_for_a_moment_is_not_asked_for_again(terminal: Terminal) -> None:
    terminal.comes_to(s.ReviewShown)
    _away(terminal)
    terminal.pass_time(5)
    terminal.bench.reader.ask("lay", card="elder")
    terminal.session_has(lambda session: session.proof.there)
    terminal.pass_time(6)
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    terminal.sees(s.SignShown)


@pytest.mark.parametrize("how", ["lifted", "idle"])
def test_after_a_long_pause_signing_asks_for_the_card_and_only_the_same_one_goes_on(
    terminal: Terminal, how: str
) -> None:
    terminal.comes_to(s.ReviewShown)
    if how == "lifted":
        _away(terminal)
    terminal.pass_time(11 if how == "lifted" else 31)
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    assert terminal.sees(s.IdentityShown).purpose == "again"
    terminal.bench.reader.ask("lay", card="elder2")
    assert _failed(terminal).trouble == Say("identity.other-card")
    assert isinstance(terminal.settle().shown, s.IdentityShown)
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.SignShown)
    assert terminal._done().outcome == "received"
    assert b"320699193809070314" not in terminal.arrived()[0][2]


def test_a_pause_before_submitting_asks_for_the_card_and_keeps_the_signature(terminal: Terminal) -> None:
    _signed(terminal)
    _away(terminal)
    terminal.pass_time(11)
    terminal.touch(e.NextPressed())
    assert terminal.sees(s.IdentityShown).purpose == "again"
    terminal.bench.reader.ask("lay", card="elder")
    assert terminal.sees(s.SignShown).strokes == (STROKE,)
    terminal.touch(e.NextPressed())
    assert terminal.sees(s.DoneShown).outcome == "received"


def test_who_needs_long_to_find_the_card_again_is_not_asked_a_third_time(terminal: Terminal) -> None:
    _signed(terminal)
    _away(terminal)
    terminal.pass_time(35)
    terminal.touch(e.NextPressed())
    terminal.sees(s.IdentityShown)
    terminal.pass_time(35)
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.SignShown)
    terminal.settle()
    terminal.touch(e.NextPressed())
    assert terminal.sees(s.DoneShown).outcome == "received"


def test_who_needs_long_to_find_the_card_is_not_asked_for_it_again(terminal: Terminal) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.pass_time(35)
    terminal.settle()
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.FormShown)
    terminal._materials(), terminal._review()
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    terminal.sees(s.SignShown)


def test_another_card_on_the_reader_does_not_vouch_for_the_first(terminal: Terminal) -> None:
    terminal.comes_to(s.ReviewShown)
    _away(terminal)
    terminal.bench.reader.ask("lay", card="elder2")
    terminal.session_has(lambda session: session.proof.there)
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    assert terminal.sees(s.IdentityShown).purpose == "again"
