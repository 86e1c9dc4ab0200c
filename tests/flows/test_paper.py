"""The printer that cannot print: the resident keeps the number and the code, and the outcome stays true."""

import pytest

from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from tests.flows.conftest import Make
from tests.flows.terminal import Terminal, eventually

NO_PAPER = Say("notice.no-paper")


def _prints(terminal: Terminal) -> list[tuple[str, str | None]]:
    return [(row[0], row[1]) for row in terminal.stored("SELECT state, cause FROM print WHERE kind = 'slip'")]


def _arrived_all_the_same(terminal: Terminal, done: s.DoneShown) -> None:
    assert done.outcome == "received"
    assert done.qr == f"KS1/{done.number}"
    assert [row[0] for row in terminal.arrived()] == [done.number]


def test_who_comes_when_the_paper_is_out_knows_it_before_she_begins(make: Make) -> None:
    terminal = make()
    terminal.bench.printer.ask("paper", state="out")
    terminal.start()
    terminal.until(lambda shown: NO_PAPER in shown.frame.notices)
    terminal.comes_to(s.DoneShown)
    done = terminal.slip_ends()
    assert (done.slip, done.slip_trouble) == ("not_printed", Say("error.printer.paper"))
    _arrived_all_the_same(terminal, done)
    assert _prints(terminal) == [("nothing", "error.printer.paper")]
    assert terminal.papers == []


@pytest.mark.parametrize(
    ("op", "arguments", "cause"),
    [
        ("paper", {"state": "out"}, "error.printer.paper"),
        ("cover", {"open": True}, "error.printer.cover"),
        ("cutter", {"stuck": True}, "error.printer.cutter"),
        ("unplug", {}, "error.device.unplugged"),
    ],
)
def test_a_printer_that_fails_during_the_visit_costs_the_slip_and_nothing_else(
    terminal: Terminal, op: str, arguments: dict[str, object], cause: str
) -> None:
    terminal.comes_to(s.SignShown)
    terminal.bench.printer.ask(op, **arguments)
    terminal._done()
    done = terminal.slip_ends()
    assert done.slip == "not_printed"
    assert done.slip_trouble == Say(cause)
    _arrived_all_the_same(terminal, done)
    assert terminal.papers == []


def test_paper_that_ends_in_the_middle_of_a_slip_is_not_called_printed(terminal: Terminal) -> None:
    terminal.comes_to(s.SignShown)
    terminal.bench.printer.ask("run_out_after", lines=6)
    terminal._done()
    done = terminal.slip_ends()
    assert (done.slip, done.slip_trouble) == ("unknown", Say("error.printer.paper"))
    _arrived_all_the_same(terminal, done)
    assert _prints(terminal) == [("unknown", "error.printer.paper")]
    terminal.bench.printer.ask("paper", state="ok")
    assert [paper["complete"] for paper in terminal.papers] == [False]  # the rest does not come out by itself


def test_paper_that_ends_after_the_slip_takes_nothing_back(terminal: Terminal) -> None:
    terminal.comes_to(s.DoneShown)
    assert terminal.slip_ends().slip == "printed"
    terminal.bench.printer.ask("paper", state="out")
    terminal.pass_time(6)  # until the printer is asked how it is
    shown = terminal.until(lambda shown: NO_PAPER in shown.frame.notices).shown
    assert isinstance(shown, s.DoneShown) and shown.slip == "printed"
    assert _prints(terminal) == [("confirmed", None)]


def test_a_new_roll_ends_the_notice(make: Make) -> None:
    terminal = make()
    terminal.bench.printer.ask("paper", state="out")
    terminal.start()
    terminal.until(lambda shown: NO_PAPER in shown.frame.notices)
    terminal.bench.printer.ask("paper", state="ok")
    terminal.pass_time(6)
    terminal.until(lambda shown: NO_PAPER not in shown.frame.notices)


def test_a_printer_that_comes_back_prints_the_next_slip(terminal: Terminal) -> None:
    terminal.bench.printer.ask("unplug")
    terminal.comes_to(s.DoneShown)
    assert terminal.slip_ends().slip == "not_printed"
    first = terminal.here
    terminal.bench.reader.ask("lift")
    terminal.bench.printer.ask("plug")
    terminal.touch(e.NextPressed())
    terminal.until(lambda _: terminal.current is not first)
    done = terminal.comes_to(s.DoneShown)
    assert terminal.slip_ends().slip == "printed"
    assert len(eventually(lambda: terminal.papers)) == 1
    assert done.number in "".join(terminal.papers[0]["lines"])


def test_a_printer_that_is_replaced_in_the_middle_of_a_visit_prints_this_very_slip(terminal: Terminal) -> None:
    """The old one is stuck and goes; another stands at the same port before the application goes off."""
    terminal.bench.printer.ask("cutter", stuck=True)
    terminal.comes_to(s.SignShown)
    terminal.bench.printer.ask("unplug")
    terminal.pass_time(6)
    terminal.until(lambda shown: NO_PAPER in shown.frame.notices)
    terminal.bench.printer.ask("reset")
    terminal.bench.printer.ask("plug")
    terminal.pass_time(6)
    terminal.until(lambda shown: NO_PAPER not in shown.frame.notices)
    done = terminal._done()
    assert terminal.slip_ends().slip == "printed"
    assert done.number in "".join(eventually(lambda: terminal.papers)[0]["lines"])
