"""A hall that gives no receipt: 已留存待报送, our own number, and it arrives later by itself, once."""

import json

import pytest

from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from kiosk.words import words
from tests.flows.conftest import QUICK, Make
from tests.flows.terminal import Terminal, eventually

LONG_ENOUGH = 301.0  # seconds: the longest wait between two tries
FAULTS = ["500", "html", "empty", "hang", "wrong_receipt", "lost_answer", "unplugged"]


def _break(terminal: Terminal, fault: str) -> None:
    if fault == "unplugged":
        terminal.bench.hall.ask("unplug")
    else:
        terminal.bench.hall.ask("mode", mode=fault)


def _mend(terminal: Terminal) -> None:
    eventually(lambda: not terminal.stored("SELECT 1 FROM outbox") or _tries(terminal))  # what was sent has failed
    terminal.bench.hall.ask("plug")
    terminal.bench.hall.ask("mode", mode="ok")


def _tries(terminal: Terminal) -> int:
    """Of the first: the same resident's later ones wait for it."""
    return int(terminal.stored("SELECT tries FROM outbox WHERE kind = 'application' ORDER BY id")[0][0])


def _comes_through(terminal: Terminal) -> None:
    """Let the back-off pass until the outbox is empty."""
    terminal.pass_time(LONG_ENOUGH)
    eventually(lambda: terminal.stored("SELECT state FROM outbox WHERE kind = 'application'") == [("done",)])


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_receipt_it_is_kept_here_and_arrives_once_when_the_hall_is_back(quick: Terminal, fault: str) -> None:
    quick.comes_to(s.SignShown)
    _break(quick, fault)
    done = quick._done()
    assert (done.outcome, done.promised_on) == ("kept", None)
    assert done.number.startswith(f"{quick.short}-")
    assert quick.slip_ends().slip == "printed"
    text = "".join(quick.papers[0]["lines"])
    assert words()("outcome.kept") in text and done.number in text
    assert words()("outcome.received") not in text

    _mend(quick)
    _comes_through(quick)
    ((number, slip_number, _),) = quick.arrived()
    assert slip_number == done.number != number
    assert quick.stored("SELECT word, number, receipt_number FROM application") == [("kept", done.number, number)]
    assert quick.stored("SELECT count(*) FROM body") == quick.stored("SELECT count(*) FROM attachment") == [(0,)]
    assert len(quick.papers) == 1  # what was said stands; no second paper comes by itself


def test_a_receipt_that_comes_too_late_changes_nothing_on_the_glass(quick: Terminal) -> None:
    quick.comes_to(s.SignShown)
    _break(quick, "500")
    done = quick._done()
    quick.slip_ends()
    _mend(quick)
    quick.pass_time(9)
    eventually(lambda: quick.arrived())
    eventually(lambda: quick.stored("SELECT receipt_number FROM application")[0][0])
    after = quick.settle().shown
    assert isinstance(after, s.DoneShown)
    assert (after.outcome, after.number, after.qr) == ("kept", done.number, done.qr)


def test_a_receipt_at_the_second_try_is_in_time_while_the_resident_waits(make: Make) -> None:
    terminal = make(backend={"wait_seconds": "60"})
    terminal.start()
    terminal.comes_to(s.SignShown)
    terminal.bench.hall.ask("mode", mode="500")
    terminal.sign()
    assert terminal.until(lambda shown: getattr(shown.shown, "kept", False)).shown == s.SubmittingShown(kept=True)
    eventually(lambda: _tries(terminal))
    terminal.bench.hall.ask("mode", mode="ok")
    terminal.pass_time(10)
    assert terminal.sees(s.DoneShown).outcome == "received"


def test_what_was_kept_arrives_after_a_restart_too(quick: Terminal) -> None:
    quick.comes_to(s.SignShown)
    _break(quick, "500")
    done = quick._done()
    quick.slip_ends()
    eventually(lambda: _tries(quick))
    quick.stop()
    _mend(quick)
    quick.pass_time(LONG_ENOUGH)
    quick.start()
    eventually(lambda: [row[1] for row in quick.arrived()] == [done.number])


def test_three_that_were_kept_arrive_once_each_and_in_order(quick: Terminal) -> None:
    _break(quick, "500")
    numbers = []
    for _ in range(3):
        before = quick.here
        numbers.append(quick.comes_to(s.DoneShown).number)
        quick.slip_ends()
        quick.bench.reader.ask("lift")
        quick.touch(e.NextPressed())
        quick.until(lambda _, before=before: quick.current is not before)
    assert len(set(numbers)) == 3
    _mend(quick)
    quick.pass_time(LONG_ENOUGH)
    eventually(lambda: len(quick.arrived()) == 3)
    assert sorted(row[1] for row in quick.arrived()) == sorted(numbers)


def test_a_hall_that_is_away_is_told_before_anything_is_given(make: Make) -> None:
    terminal = make(**QUICK)
    terminal.bench.hall.ask("unplug")
    terminal.start()
    terminal.until(lambda shown: Say("notice.no-network") in shown.frame.notices)
    terminal._home()
    assert terminal.until(lambda shown: shown.shown.offers[0].refused is None)  # it can be kept here all the same


def test_what_the_terminal_keeps_cannot_be_read_on_its_disk(quick: Terminal) -> None:
    quick.comes_to(s.SignShown)
    _break(quick, "500")
    quick._done()
    quick.slip_ends()
    sealed = quick.stored("SELECT sealed FROM body UNION ALL SELECT sealed FROM attachment")
    assert len(sealed) == 2
    for (box,) in sealed:
        assert "王秀英".encode() not in box and b"320699194103120249" not in box and b"JFIF" not in box


def test_a_rating_arrives_when_the_hall_is_back(terminal: Terminal) -> None:
    assert terminal.comes_to(s.DoneShown).outcome == "received"
    terminal.slip_ends()
    terminal.bench.hall.ask("unplug")
    terminal.touch(e.Rated(2))
    eventually(lambda: terminal.stored("SELECT 1 FROM outbox WHERE kind = 'rating'"))
    terminal.bench.hall.ask("plug")
    terminal.pass_time(LONG_ENOUGH)
    application_id = json.loads(terminal.arrived()[0][2])["application_id"]
    rated = eventually(lambda: terminal.in_hall("SELECT level FROM rating WHERE application_id = ?", application_id))
    assert rated == [(2,)]
