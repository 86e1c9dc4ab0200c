"""Queue numbers: the hall's where it answers, our own where it does not; staff print many behind a PIN."""

import pytest

from kiosk.runtime.gate import write_pin
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from tests.flows.conftest import QUICK, Make
from tests.flows.terminal import Terminal, eventually

STAFF, TECHNICIAN = "135790", "246801"


@pytest.fixture
def gated(make: Make) -> Terminal:
    """A terminal with PINs, its gate on the glass."""
    terminal = make()
    write_pin(terminal.state / "pins.json", "staff", STAFF)
    write_pin(terminal.state / "pins.json", "technician", TECHNICIAN)
    terminal.start()
    terminal.touch(e.GateFound())
    terminal.sees(s.GateShown)
    return terminal


def _ticket(terminal: Terminal) -> s.TicketShown:
    terminal._home()
    terminal.touch(e.TicketsOpened())
    terminal.sees(s.TicketsShown)
    terminal.touch(e.GroupChosen("civil"))
    terminal.sees(s.TicketShown)
    return terminal.slip_ends()  # type: ignore[no-any-return]


def test_a_resident_takes_a_number_of_the_hall(terminal: Terminal) -> None:
    shown = _ticket(terminal)
    assert shown.slip == "printed" and shown.number.startswith("B") and shown.ahead is not None
    number = terminal.in_hall("SELECT number FROM ticket ORDER BY made_at DESC LIMIT 1")
    assert number == [(shown.number,)]
    text = "".join(terminal.papers[0]["lines"])
    assert shown.number in text and f"前面还有 {shown.ahead} 人".replace(" ", "") in text.replace(" ", "")
    assert terminal.papers[0]["codes"] == [f"KT1/{_day(terminal)}/{shown.number}"]


@pytest.mark.parametrize("fault", ["unplug", "500", "html", "empty", "hang"])
def test_a_number_is_never_refused_because_the_hall_is_away(quick: Terminal, fault: str) -> None:
    quick.bench.hall.ask("unplug") if fault == "unplug" else quick.bench.hall.ask("mode", mode=fault)
    shown = _ticket(quick)
    assert (shown.number, shown.ahead, shown.slip) == (f"B001-{quick.short}", None, "printed")
    assert "前面有几人现在不清楚" in "".join(quick.papers[0]["lines"])


def test_our_own_numbers_go_on_after_a_restart(make: Make) -> None:
    terminal = make(**QUICK)
    terminal.bench.hall.ask("unplug")
    terminal.start()
    assert _ticket(terminal).number == f"B001-{terminal.short}"
    terminal.stop()
    terminal.start()
    assert _ticket(terminal).number == f"B002-{terminal.short}"


def test_without_paper_the_number_stays_on_the_screen(terminal: Terminal) -> None:
    terminal.bench.printer.ask("paper", state="out")
    shown = _ticket(terminal)
    assert (shown.slip, shown.slip_trouble) == ("not_printed", Say("error.printer.paper"))
    assert shown.number.startswith("B")


def test_staff_print_numbers_with_one_touch_each(gated: Terminal) -> None:
    gated.touch(e.PinEntered(STAFF))
    assert gated.sees(s.TicketsShown).staff
    for count in (1, 2):
        gated.touch(e.GroupChosen("social"))
        gated.until(lambda shown, count=count: len(shown.shown.printed) == count and not shown.shown.busy)
    shown = gated.settle().shown
    assert isinstance(shown, s.TicketsShown) and shown.staff
    papers = eventually(lambda: gated.papers if len(gated.papers) == 2 else None)
    for row, paper in zip(reversed(shown.printed), papers, strict=True):
        assert str(row.label) in "".join(paper["lines"])


def test_a_wrong_pin_opens_nothing_and_after_five_the_gate_waits(gated: Terminal) -> None:
    for _ in range(5):
        gated.touch(e.PinEntered("000000"))
        gated.until(lambda shown: shown.shown.trouble == Say("gate.wrong"))
        gated.settle()
    gated.touch(e.PinEntered("000000"))
    shown = gated.until(lambda shown: shown.shown.trouble == Say("gate.wait")).shown
    assert 0 < shown.wait <= 15
    gated.touch(e.PinEntered(STAFF))  # right, and too early
    assert isinstance(gated.settle().shown, s.GateShown)
    gated.pass_time(16)
    gated.until(lambda shown: shown.shown.wait == 0)
    gated.touch(e.PinEntered(STAFF))
    assert gated.sees(s.TicketsShown).staff
    assert ("pin", "good") in gated.journal()


def test_a_technician_sees_every_device_and_prints_a_test(gated: Terminal) -> None:
    gated.touch(e.PinEntered(TECHNICIAN))
    shown = gated.until(
        lambda shown: (
            isinstance(shown.shown, s.TechnicianShown)
            and all(device.readiness == "ready" for device in shown.shown.devices)
        )
    ).shown
    assert {device.device for device in shown.devices} == {
        "device.id_reader", "device.qr_scanner", "device.receipt_printer", "device.document_camera",
        "device.face_comparison", "device.backend", "device.key_store",
    }  # fmt: skip
    for device in (row.device.removeprefix("device.") for row in shown.devices):
        gated.touch(e.TestPressed(device))
        said = Say("test.printed") if device == "receipt_printer" else Say("test.good")
        gated.until(lambda shown, device=device: _tested(shown.shown, device) is not None)
        assert _tested(gated.settle().shown, device) == said
    (paper,) = gated.papers
    assert "中文 ABC 0123456789" in "".join(paper["lines"]) and paper["complete"]


def test_a_technician_learns_the_cause_and_sees_the_device_come_back(gated: Terminal) -> None:
    gated.touch(e.PinEntered(TECHNICIAN))
    gated.sees(s.TechnicianShown)
    gated.bench.reader.ask("unplug")
    gated.unplug_camera()
    gated.bench.hall.ask("unplug")
    gated.bench.printer.ask("cover", open=True)
    causes = {
        "id_reader": "error.device.unplugged",
        "document_camera": "error.device.unplugged",
        "backend": "error.backend.unreachable",
        "receipt_printer": "error.printer.cover",
    }
    for device, cause in causes.items():
        gated.touch(e.TestPressed(device))
        gated.until(lambda shown, device=device: _tested(shown.shown, device) is not None)
        assert _tested(gated.settle().shown, device) == Say(cause)
    gated.bench.reader.ask("plug")
    gated.plug_camera()
    gated.until(lambda shown: _row(shown.shown, "id_reader").readiness == "ready")
    gated.until(lambda shown: _row(shown.shown, "document_camera").readiness == "ready")


def test_a_technician_ends_a_refusal_once_the_office_has_dealt_with_it(make: Make) -> None:
    terminal = make(**QUICK)
    write_pin(terminal.state / "pins.json", "technician", TECHNICIAN)
    terminal.start()
    terminal.comes_to(s.SignShown)
    terminal.bench.hall.ask("mode", mode="500")  # she leaves with a slip; the office's no comes later
    terminal._done()
    terminal.bench.reader.ask("lift")
    before = terminal.here
    terminal.touch(e.NextPressed())
    terminal.until(lambda _: terminal.current is not before)
    eventually(lambda: terminal.stored("SELECT tries FROM outbox WHERE kind = 'application'")[0][0])
    terminal.bench.hall.ask("mode", mode="refuse")
    terminal.pass_time(301)
    eventually(lambda: terminal.stored("SELECT state FROM outbox WHERE kind = 'application'") == [("refused",)])
    terminal.bench.hall.ask("mode", mode="ok")
    terminal.until(lambda shown: isinstance(shown.shown, s.AttractShown))
    terminal.touch(e.GateFound())
    terminal.touch(e.PinEntered(TECHNICIAN))
    (refusal,) = terminal.until(lambda shown: getattr(shown.shown, "refusals", ())).shown.refusals
    terminal.touch(e.RefusalOpened(refusal.slip_number))
    assert terminal.sees_over(s.RefusalAsked).slip_number == refusal.slip_number
    assert terminal.stored("SELECT count(*) FROM body") == [(1,)]
    terminal.touch(e.DealtWithConfirmed())
    terminal.until(lambda shown: shown.overlay is None and not shown.shown.refusals)
    assert terminal.stored("SELECT count(*) FROM body") == terminal.stored("SELECT count(*) FROM attachment") == [(0,)]
    assert terminal.stored("SELECT outcome FROM journal WHERE kind = 'application.refused'") == [("dealt-with",)]
    assert s.Row(Say("fact.refused"), "0") in terminal.settle().shown.facts


def _row(shown: s.Shown, device: str) -> s.DeviceShown:
    assert isinstance(shown, s.TechnicianShown)
    return next(row for row in shown.devices if row.device == f"device.{device}")


def _tested(shown: s.Shown, device: str) -> Say | None:
    return _row(shown, device).tested if isinstance(shown, s.TechnicianShown) else None


def _day(terminal: Terminal) -> str:
    return str(terminal.in_hall("SELECT business_date FROM ticket ORDER BY made_at DESC LIMIT 1")[0][0])


def test_a_locked_gate_is_opened_by_setting_the_pin_anew(gated: Terminal) -> None:
    def guess() -> None:
        gated.clock.moved += 3 * 3600
        gated.keeper._gate.tried("000000")

    for _ in range(15):
        gated.keeper.post(guess)
    eventually(lambda: gated.journal().count(("pin", "tried")) == 15, 60)  # each costs the argon2 of two PINs
    gated.until(lambda shown: isinstance(shown.shown, s.AttractShown))  # hours have passed
    gated.touch(e.GateFound())
    gated.sees(s.GateShown)
    gated.touch(e.PinEntered(STAFF))
    assert gated.until(lambda shown: getattr(shown.shown, "trouble", None)).shown.trouble == Say("gate.wait")
    gated.sets_pin("staff", STAFF)
    gated.touch(e.BackPressed())
    gated.sees(s.AttractShown)
    gated.touch(e.GateFound())
    gated.sees(s.GateShown)
    gated.touch(e.PinEntered(STAFF))
    assert gated.sees(s.TicketsShown).staff
