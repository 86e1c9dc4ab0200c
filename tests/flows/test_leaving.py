"""Every door out of a visit leads to the same wipe; going back and pausing lose nothing."""

import time
from collections.abc import Callable

import pytest

from kiosk.session import events as e
from kiosk.session import snapshot as s
from tests.flows.terminal import ACCOUNT, HOUSE, MOBILE, STROKE, Terminal, VisitThread, eventually

PERSONAL = ("王秀英", "320699194103120249", "江苏省如皋市长江镇知青村三组12号", MOBILE, ACCOUNT, HOUSE)
WARNED = 75.0  # seconds: past the warning, before the end, on a screen that waits 90


def _gone(terminal: Terminal, first: VisitThread) -> None:
    """The first visit is over, and another one is on the glass."""
    terminal.until(lambda shown: terminal.current is not first and isinstance(shown.shown, s.AttractShown))
    eventually(lambda: not first.is_alive())  # the next one comes up before it has quite gone


def _finish(terminal: Terminal) -> None:
    terminal.comes_to(s.DoneShown)
    terminal.slip_ends()
    terminal.touch(e.NextPressed())


def _cancel(terminal: Terminal) -> None:
    terminal.comes_to(s.SignShown)
    terminal.touch(e.StrokeDrawn(STROKE), e.CancelPressed())
    terminal.sees_over(s.CancelAsked)
    terminal.touch(e.CancelConfirmed())


def _time_out(terminal: Terminal) -> None:
    terminal.comes_to(s.SignShown)
    terminal.touch(e.StrokeDrawn(STROKE))
    terminal.settle()
    terminal.pass_time(91)


def _stop(terminal: Terminal) -> None:
    terminal.comes_to(s.SignShown)
    terminal.stop()


@pytest.mark.parametrize(
    ("leave", "reason"),
    [(_finish, "finished"), (_cancel, "cancelled"), (_time_out, "timed-out"), (_stop, "stopped")],
)
def test_nothing_of_a_visit_is_left_behind(
    terminal: Terminal, capfd: pytest.CaptureFixture[str], leave: Callable[[Terminal], None], reason: str
) -> None:
    first = terminal.here
    leave(terminal)
    if reason != "stopped":
        _gone(terminal, first)
        eventually(lambda: ("visit.wiped", "whole") in terminal.journal())
        assert ("visit", reason) in terminal.journal()
        files = b"".join(_read(terminal))
        terminal.stop()
    else:
        files = b""
    assert first.glass.is_forgotten and dict(first.report)["session"] == "cleared"
    left = [repr(first.visit.session), str(first.visit.session), str(first.glass.now), *map(str, first.glass.past)]
    session = first.visit.session
    assert session.given == type(session.given)() and session.place.photo is None and session.matter is None
    said = capfd.readouterr()
    for text in PERSONAL:
        assert not [each for each in left if text in each]
        assert text not in said.out + said.err
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert text.encode(encoding) not in files
            assert text.encode(encoding) not in b"".join(_read(terminal))


def _read(terminal: Terminal) -> list[bytes]:
    """Every byte under the state directory: database, write-ahead log, keys."""
    return [path.read_bytes() for path in sorted(terminal.state.rglob("*")) if path.is_file()]


def test_cancel_asks_once_where_something_would_be_lost(terminal: Terminal) -> None:
    terminal.comes_to(s.FormShown)
    terminal.touch(e.ValueEntered("mobile", "138"), e.CancelPressed())
    terminal.sees_over(s.CancelAsked)
    terminal.touch(e.StayPressed())
    shown = terminal.until(lambda shown: shown.overlay is None).shown
    assert shown.fields[0].value == "138"


def test_cancel_asks_nothing_where_nothing_was_given(terminal: Terminal) -> None:
    terminal.comes_to(s.GuideShown)
    first = terminal.here
    terminal.touch(e.CancelPressed())
    _gone(terminal, first)


def test_consent_refused_reads_nothing_and_leaves_guide_and_number(terminal: Terminal) -> None:
    terminal.bench.reader.ask("lay", card="elder")
    terminal.comes_to(s.NoticeShown)
    terminal.touch(e.ConsentRefused())
    assert terminal.sees_over(s.FaultShown).happened.key == "fault.happened.consent-refused"
    terminal.touch(e.StayPressed())
    assert isinstance(terminal.until(lambda shown: shown.overlay is None).shown, s.GuideShown)
    terminal.touch(e.TicketsOpened())
    terminal.sees(s.TicketsShown)
    terminal.touch(e.GroupChosen("social"))
    terminal.sees(s.TicketShown)
    assert terminal.bench.reader.ask("state")["reads"] == 0
    assert terminal.here.visit.session.given.card is None


def test_going_back_all_the_way_keeps_everything_that_was_given(terminal: Terminal) -> None:
    terminal.comes_to(s.SignShown)
    terminal.touch(e.StrokeDrawn(STROKE))
    terminal.settle()
    given = terminal.here.visit.session.given
    terminal.touch(e.BackPressed())
    assert terminal.sees(s.ReviewShown).declared
    terminal.touch(e.BackPressed())
    assert terminal.sees(s.MaterialsShown).complete
    terminal.touch(e.MaterialChosen(1))
    terminal.sees(s.CameraShown)
    terminal.touch(e.BackPressed())
    terminal.sees(s.MaterialsShown)
    terminal.touch(e.BackPressed())
    assert terminal.sees(s.FormShown).page == 2
    terminal.touch(e.BackPressed(), e.BackPressed())
    first = terminal.until(lambda shown: getattr(shown.shown, "page", None) == 0).shown
    assert next(field.value for field in first.fields) == MOBILE
    terminal.touch(e.BackPressed())
    terminal.sees_over(s.CancelAsked)
    terminal.touch(e.StayPressed(), e.NextPressed(), e.NextPressed(), e.NextPressed())
    terminal.sees(s.MaterialsShown)
    terminal.touch(e.NextPressed(), e.NextPressed())
    assert terminal.sees(s.SignShown).strokes == (STROKE,)
    assert terminal.here.visit.session.given == given
    terminal.touch(e.NextPressed())
    assert terminal.sees(s.DoneShown).outcome == "received"


def test_what_is_changed_after_signing_must_be_declared_and_signed_anew(terminal: Terminal) -> None:
    terminal.comes_to(s.SignShown)
    terminal.touch(e.StrokeDrawn(STROKE), e.BackPressed(), e.BackPressed(), e.BackPressed(), e.BackPressed())
    terminal.until(lambda shown: getattr(shown.shown, "page", None) == 1)
    terminal.touch(e.ValueEntered("bank_name", "建设银行"), e.NextPressed(), e.NextPressed(), e.NextPressed())
    assert not terminal.sees(s.ReviewShown).declared
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    assert terminal.sees(s.SignShown).strokes == ()


def test_the_language_may_change_in_the_middle_of_the_form(terminal: Terminal) -> None:
    terminal.comes_to(s.FormShown)
    terminal.touch(e.ValueEntered("mobile", MOBILE), e.FieldFocused("residence_detail"))
    before = terminal.settle().shown
    terminal.touch(e.LanguageChosen("en"))
    after = terminal.until(lambda shown: shown.frame.language == "en").shown
    assert isinstance(before, s.FormShown) and isinstance(after, s.FormShown)
    assert [(f.key, f.value, f.focused) for f in after.fields] == [(f.key, f.value, f.focused) for f in before.fields]
    assert after.fields[0].label == "Mobile number" and after.page == before.page


def test_every_screen_warns_and_one_touch_goes_on_and_presses_nothing(terminal: Terminal) -> None:
    """One walk over all screens; on each the time nearly runs out."""
    for step in (
        terminal._home, terminal._guide, terminal._notice, terminal._identity, terminal._form, terminal._materials,
        lambda: terminal.until(lambda shown: shown.shown.camera is None)
        and (terminal.touch(e.MaterialChosen(1)) or terminal.sees(s.CameraShown)),
        lambda: terminal.touch(e.BackPressed()) or (terminal.sees(s.MaterialsShown) and terminal._review()),
    ):  # fmt: skip
        step()
        _nearly_runs_out(terminal)
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    assert terminal.sees(s.IdentityShown).purpose == "again"  # it lay idle that long
    _nearly_runs_out(terminal)
    terminal.bench.reader.ask("lift")
    terminal.session_has(lambda session: not session.proof.there)
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.SignShown)
    terminal.sign()
    terminal.sees(s.DoneShown)
    terminal.slip_ends()
    _nearly_runs_out(terminal)


def _nearly_runs_out(terminal: Terminal) -> None:
    before = terminal.settle()
    limit = terminal.here.visit.session.idle_limit
    assert limit is not None
    terminal.pass_time(limit - 15)
    assert terminal.sees_over(s.TimeWarning).seconds_left <= 20
    terminal.touch(e.NextPressed())
    after = terminal.until(lambda shown: shown.overlay is None)
    assert type(after.shown) is type(before.shown)
    assert isinstance(terminal.settle().shown, type(before.shown))


def test_the_time_can_be_extended_ten_times_and_more(terminal: Terminal) -> None:
    terminal.comes_to(s.GuideShown)
    for _ in range(12):
        terminal.pass_time(WARNED)
        terminal.sees_over(s.TimeWarning)
        terminal.touch(e.ScreenTouched())
        terminal.until(lambda shown: shown.overlay is None)
    assert isinstance(terminal.settle().shown, s.GuideShown)


def test_a_visit_that_dies_hands_over_to_the_next_and_claims_nothing(terminal: Terminal) -> None:
    terminal.comes_to(s.FormShown)
    first = terminal.here
    first.glass.breaks = True
    terminal.touch(e.ValueEntered("mobile", MOBILE))
    _gone(terminal, first)
    assert first.crash is not None
    assert ("visit", "crashed") in terminal.journal()
    assert ("visit", "finished") not in terminal.journal()
    assert terminal.stored("SELECT count(*) FROM application") == [(0,)]
    assert terminal.arrived() == [] and terminal.papers == []
    terminal.bench.reader.ask("lift")
    assert terminal.comes_to(s.DoneShown).outcome == "received"


def test_a_visit_that_says_nonsense_is_ended(terminal: Terminal) -> None:
    terminal.comes_to(s.FormShown)
    first = terminal.here
    first._far._wire.sendall(b"\x00\x00\x00\x04evil")
    _gone(terminal, first)
    assert ("visit", "crashed") in terminal.journal()


def test_the_terminal_stops_in_the_middle_of_a_form_within_five_seconds(terminal: Terminal) -> None:
    terminal.comes_to(s.FormShown)
    terminal.touch(e.ValueEntered("mobile", MOBILE))
    first, began = terminal.here, time.monotonic()
    terminal.stop()
    assert time.monotonic() - began < 5.0
    assert not any(visit.is_alive() for visit in terminal.visits)
    assert first.visit.session.given.card is None and not first.visit.session.given.answers
    assert ("visit", "stopped") in terminal.journal()
    assert ("visit.wiped", "whole") in terminal.journal()
    assert terminal.stored("SELECT count(*) FROM application") == [(0,)]
