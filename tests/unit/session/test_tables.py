"""The machine as a whole: every state, every event."""

import copy
import pickle
from typing import get_args

import pytest

from kiosk.session import events as e
from kiosk.session import machine
from kiosk.session import snapshot as s
from kiosk.session.commands import Command, Log, Wipe
from kiosk.session.ignored import IGNORED
from kiosk.session.model import Session, State
from kiosk.session.show import snapshot
from tests.unit.session.worlds import EVENTS, NOW, WALL, fresh, session_in, world

STATES = list(State)
KINDS = [
    kind for kind in vars(e).values()
    if isinstance(kind, type) and issubclass(kind, e.Event) and kind not in (e.Event, e.Touch)
]  # fmt: skip
EVERYWHERE = (e.Ticked, e.LanguageChosen, e.HelpPressed, e.CancelPressed, e.CancelConfirmed, e.StayPressed,
              e.StatusSeen, e.HallSeen, e.CardRead, e.CardRemoved)  # fmt: skip
NAMES = [type(event).__name__ for event in EVENTS]
SURPRISES = {(state, kind) for state in (State.ATTRACT, State.NOTICE, State.IDENTITY)
             for kind in (e.Admitted, e.NotAdmitted, e.Concluded)}  # fmt: skip


def test_the_tests_know_every_event() -> None:
    assert {type(event) for event in EVENTS} == set(KINDS)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_pair_is_handled_or_ignored_with_a_reason_or_known_as_a_surprise(
    state: State, kind: type[e.Event]
) -> None:
    handled = kind in machine.TABLE.get(state, {}) or kind in EVERYWHERE
    reason = IGNORED[state].get(kind, "")
    assert handled or len(reason) > 20 or (state, kind) in SURPRISES


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_screen(state: State) -> None:
    assert isinstance(snapshot(session_in(state)).shown, get_args(s.Shown))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS, ids=NAMES)
def test_the_machine_takes_every_event_in_every_state_and_shows_something(state: State, event: e.Event) -> None:
    after, commands = machine.handle(session_in(state), event)
    assert isinstance(after, Session) and all(isinstance(command, Command) for command in commands)
    assert snapshot(after)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS, ids=NAMES)
def test_the_machine_is_pure(state: State, event: e.Event) -> None:
    before = session_in(state)
    kept = copy.deepcopy(before)
    assert machine.handle(before, event) == machine.handle(before, event)
    assert before == kept


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS, ids=NAMES)
def test_what_the_table_ignores_changes_nothing_but_the_time_of_the_touch(state: State, event: e.Event) -> None:
    if type(event) in machine.TABLE.get(state, {}) or type(event) in EVERYWHERE:
        return
    before = session_in(state)
    after, commands = machine.handle(before, event)
    assert after.but(touched_at=before.touched_at) == before
    assert commands == ((Log(state.value, type(event).__name__),) if (state, type(event)) in SURPRISES else ())


class _Strange(e.Event):
    __slots__ = ()


@pytest.mark.parametrize("state", STATES)
def test_an_event_that_nobody_knows_changes_nothing_and_is_logged(state: State) -> None:
    before = session_in(state)
    assert machine.handle(before, _Strange()) == (before, (Log(state.value, "_Strange"),))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS, ids=NAMES)
def test_whatever_happens_a_wipe_is_ordered_exactly_when_the_visit_ends(state: State, event: e.Event) -> None:
    after, commands = machine.handle(session_in(state), event)
    wipes = [command for command in commands if isinstance(command, Wipe)]
    assert bool(wipes) == (after.state is State.WIPING and state is not State.WIPING)
    assert all(wipe.reason == after.ended for wipe in wipes)


@pytest.mark.parametrize("event", EVENTS, ids=NAMES)
def test_events_cross_a_pickle_unchanged(event: e.Event) -> None:
    assert pickle.loads(pickle.dumps(event)) == event  # noqa: S301 (our own)


TIMED = [state for state in STATES if session_in(state).idle_limit is not None]


def test_only_these_screens_wait_for_ever() -> None:
    assert set(STATES) - set(TIMED) == {State.ATTRACT, State.SUBMITTING, State.WIPING}


@pytest.mark.parametrize("state", TIMED)
def test_a_screen_warns_twenty_seconds_before_it_ends_and_then_ends(state: State) -> None:
    session = session_in(state)
    limit = session.idle_limit
    assert limit is not None
    early = machine.handle(session, e.Ticked(NOW + limit - 21, WALL))[0]
    assert snapshot(early).overlay is None
    warned = machine.handle(session, e.Ticked(NOW + limit - 20, WALL))[0]
    overlay = snapshot(warned).overlay
    assert isinstance(overlay, s.TimeWarning) and overlay.seconds_left == 20
    ended, commands = machine.handle(warned, e.Ticked(NOW + limit, WALL))
    assert ended.state is State.WIPING and Wipe("timed-out") in commands


@pytest.mark.parametrize("state", TIMED)
@pytest.mark.parametrize("touch", [event for event in EVENTS if isinstance(event, e.Touch)],
                         ids=lambda event: type(event).__name__)  # fmt: skip
def test_the_touch_that_answers_the_warning_presses_nothing(state: State, touch: e.Touch) -> None:
    if isinstance(touch, e.CancelPressed | e.CancelConfirmed | e.KeepPressed):
        return  # leaving stays possible, and keeping what would be lost
    session = session_in(state)
    warned = machine.handle(session, e.Ticked(NOW + (session.idle_limit or 0) - 10, WALL))[0]
    after, commands = machine.handle(warned, touch)
    assert (after.state, after.given, after.place, commands) == (state, warned.given, warned.place, ())
    assert not after.warned


def test_the_first_touch_on_attract_opens_home_and_presses_nothing() -> None:
    after, commands = machine.handle(fresh(), e.ScreenTouched())
    assert (after.state, commands) == (State.HOME, ())


def test_a_terminal_without_answers_of_the_keeper_says_so_after_a_while() -> None:
    waiting = session_in(State.SUBMITTING)
    after = machine.handle(waiting, e.Ticked(NOW + 19, WALL))[0]
    assert after.state is State.SUBMITTING
    after = machine.handle(waiting, e.Ticked(NOW + 120, WALL))[0]
    assert after.state is not State.DONE  # whatever is said then: nothing is claimed


def test_an_unknown_language_or_matter_or_group_changes_nothing() -> None:
    home = session_in(State.HOME)
    for event in (e.LanguageChosen("tlh"), e.MatterChosen("moon_landing"), e.GroupChosen("nowhere")):
        assert machine.handle(home, event) == (home, ())


def test_the_world_is_not_a_persons() -> None:
    assert all(str(value) not in repr(world()) for value in ("王秀英", "320699194103120249"))


def test_the_word_about_another_application_is_not_shown() -> None:
    waiting = machine.handle(session_in(State.SUBMITTING), e.Admitted("mine", "S-1"))[0]
    after = machine.handle(waiting, e.Concluded("another", "accepted", "N-9", None))[0]
    assert after == waiting
    done = machine.handle(after, e.Concluded("mine", "received", "N-1", None))[0]
    shown = snapshot(done).shown
    assert isinstance(shown, s.DoneShown) and (shown.outcome, shown.number) == ("received", "N-1")


def test_what_was_given_is_gone_as_soon_as_the_keeper_holds_it() -> None:
    waiting = machine.handle(session_in(State.SIGN), e.NextPressed())[0]
    assert waiting.given.card is not None
    assert machine.handle(waiting, e.Admitted("mine", "S-1"))[0].given == fresh().given


def test_a_word_that_nobody_knows_is_shown_as_kept() -> None:
    waiting = machine.handle(session_in(State.SUBMITTING), e.Admitted("mine", "S-1"))[0]
    shown = snapshot(machine.handle(waiting, e.Concluded("mine", "approved", "N-1", None))[0]).shown
    assert isinstance(shown, s.DoneShown) and shown.outcome == "kept"
