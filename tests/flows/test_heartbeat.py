"""What the hall knows of a terminal: real keeper, real devices on their wires, a real hall."""

import json
import urllib.request
from typing import Any

import pytest

from kiosk.session import events as e
from kiosk.session import snapshot as s
from tests.flows.conftest import QUICK, Make
from tests.flows.terminal import Terminal, eventually

SOON = 6  # seconds: the printer is asked every five, and two heartbeats are five apart


def said(terminal: Terminal) -> dict[str, Any]:
    """The terminal's last word, as the hall has it: nothing of a run before this one."""
    rows = terminal.in_hall("SELECT said FROM terminal_state WHERE terminal_id = 'CJ01'")
    last: dict[str, Any] = json.loads(rows[0][0]) if rows else {}
    started = terminal.keeper._health._identity.started_at.isoformat().replace("+00:00", "Z")
    return last if last.get("started_at") == started else {}


def known(terminal: Terminal, device: str) -> tuple[str, str | None, str | None]:
    """State, cause and who must act."""
    found = [row for row in said(terminal).get("devices", ()) if row["device"] == device]
    return (found[0]["readiness"], found[0]["cause"], found[0]["actor"]) if found else ("", None, None)


def page(terminal: Terminal) -> str:
    with urllib.request.urlopen(f"{terminal.bench.hall_url}/terminals") as answer:  # noqa: S310 (our own loopback)
        return str(answer.read().decode())


@pytest.fixture
def well(terminal: Terminal) -> Terminal:
    """A terminal that the hall knows to be well."""
    comes(terminal, "receipt_printer", ("ready", None, None))
    comes(terminal, "id_reader", ("ready", None, None))
    comes(terminal, "document_camera", ("ready", None, None))
    return terminal


def comes(terminal: Terminal, device: str, state: tuple[str, str | None, str | None]) -> None:
    """Wait until the hall has this state; the terminal's clock goes on meanwhile."""

    def has() -> bool:
        if known(terminal, device) == state:
            return True
        terminal.clock.moved += 0.25
        return False

    eventually(has)


def visit_is_on(terminal: Terminal) -> None:
    """Wait until the hall has heard that somebody is there; the terminal's clock goes on meanwhile."""

    def heard() -> bool:
        terminal.clock.moved += 0.5
        return bool(said(terminal).get("visit_is_on"))

    eventually(heard)


def test_the_hall_learns_that_the_paper_is_out_and_that_staff_must_act(well: Terminal) -> None:
    well.bench.printer.ask("paper", state="out")
    well.pass_time(SOON)
    eventually(lambda: known(well, "receipt_printer") == ("blocked", "error.printer.paper", "staff"), 3.0)
    shown = page(well)
    assert "打印机没有纸了。请工作人员处理。" in shown
    assert "需要处理" in shown
    well.bench.printer.ask("paper", state="ok")
    comes(well, "receipt_printer", ("ready", None, None))
    assert "打印机没有纸了。请工作人员处理。" not in page(well)


def test_the_hall_learns_that_the_reader_is_unplugged_and_that_it_is_back(well: Terminal) -> None:
    well.bench.reader.ask("unplug")
    well.pass_time(SOON)
    comes(well, "id_reader", ("absent", "error.device.unplugged", "technician"))
    well.bench.reader.ask("plug")
    well.pass_time(SOON)
    comes(well, "id_reader", ("ready", None, None))
    history = well.in_hall("SELECT readiness FROM terminal_change WHERE device = 'id_reader' ORDER BY id DESC LIMIT 2")
    assert [row[0] for row in history] == ["ready", "absent"]


def test_a_hall_that_was_away_hears_at_its_return_what_happened_meanwhile(make: Make) -> None:
    terminal = make(**QUICK)
    terminal.start()
    comes(terminal, "receipt_printer", ("ready", None, None))
    terminal.bench.hall.ask("unplug")
    terminal.pass_time(16)
    eventually(lambda: not terminal.keeper.statuses()["backend"].works(terminal.clock.monotonic()))
    before = said(terminal)
    terminal.bench.printer.ask("cover", open=True)
    terminal.pass_time(SOON)
    eventually(lambda: terminal.keeper.statuses()["receipt_printer"].cause == "error.printer.cover")
    assert said(terminal) == before
    terminal.bench.hall.ask("plug")
    terminal.pass_time(16)
    comes(terminal, "receipt_printer", ("blocked", "error.printer.cover", "staff"))


@pytest.mark.parametrize("fault", ["500", "html", "hang", "lost_answer"])
def test_a_hall_that_answers_badly_costs_the_resident_nothing(make: Make, fault: str) -> None:
    terminal = make(**QUICK)
    terminal.start()
    terminal.bench.hall.ask("mode", mode=fault)
    terminal.pass_time(61)
    terminal.touch(e.ScreenTouched())
    terminal.sees(s.HomeShown)
    terminal.bench.hall.ask("mode", mode="ok")
    terminal.pass_time(16)
    visit_is_on(terminal)


def test_the_hall_learns_that_somebody_is_there_and_not_who(well: Terminal) -> None:
    well.comes_to(s.FormShown)
    visit_is_on(well)
    card = well.here.visit.session.given.card
    assert card is not None
    word = json.dumps(said(well), ensure_ascii=False)
    assert not [secret for secret in (card.name, card.number, "elderly_allowance") if secret in word]
