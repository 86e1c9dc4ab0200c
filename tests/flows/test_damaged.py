"""A database that breaks between two runs, or under a run: the next resident is served, the one before is not forgotten."""

import json
import urllib.request
from typing import Any

import apsw
from typer.testing import CliRunner

from kiosk.cli import store as store_command
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from tests.flows.conftest import Make
from tests.flows.terminal import Terminal, eventually

PIN = "246810"
LONG_ENOUGH = 301.0


def _leaves_one_unsent(terminal: Terminal) -> str:
    terminal.bench.hall.ask("mode", mode="500")
    number = str(terminal.comes_to(s.DoneShown).number)
    terminal.slip_ends()
    eventually(lambda: terminal.stored("SELECT tries FROM outbox WHERE kind = 'application'")[0][0])
    return number


def _hurt(terminal: Terminal, index: str) -> None:
    """A page that SQLite needs and no resident's application lies on."""
    path = terminal.state / "kiosk.db"
    file = apsw.Connection(str(path))
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    page = next(iter(file.execute("SELECT pageno FROM dbstat WHERE name = ?", (index,))))[0]
    file.close()
    with path.open("r+b") as raw:
        raw.seek((page - 1) * 4096)
        raw.write(b"\xa5" * 4096)


def test_after_damage_numbers_are_fresh_and_what_waited_still_reaches_the_hall(quick: Terminal) -> None:
    before = _leaves_one_unsent(quick)
    quick.stop()
    _hurt(quick, "print")
    quick.start()
    after = str(quick.comes_to(s.DoneShown).number)
    quick.slip_ends()
    assert (before[-4:], after[-4:]) == ("0001", "1001")
    quick.bench.hall.ask("mode", mode="ok")
    quick.pass_time(LONG_ENOUGH)
    eventually(lambda: sorted(row[1] for row in quick.arrived()) == sorted([before, after]))
    assert ("store", "set-aside") in quick.journal()


def test_the_technician_and_the_hall_are_told_until_it_is_released(quick: Terminal) -> None:
    quick.sets_pin("technician", PIN)
    _leaves_one_unsent(quick)
    quick.bench.hall.ask("mode", mode="ok")
    quick.stop()
    _hurt(quick, "print")
    quick.start()
    facts = _technicians_facts(quick)
    said = dict(facts["fact.set-aside"].values)
    assert facts["fact.set-aside"].key == "set-aside.unsure"
    assert (said["count"], said["saved"], said["lost"], said["left"]) == ("1", "1", "0", "30")
    eventually(lambda: (_heartbeat(quick).get("set_aside") or {}).get("saved") == 1)
    with urllib.request.urlopen(f"{quick.bench.hall_url}/terminals") as answer:  # noqa: S310 (our own loopback)
        assert "数据损坏过 1 次" in str(answer.read().decode())

    (folder,) = (quick.state / "damaged").glob("0001-*")
    done = CliRunner().invoke(store_command.app, ["release", "1", "--state", str(quick.state)], input="y\n")
    assert done.exit_code == 0 and not folder.exists()
    quick.pass_time(61)
    eventually(lambda: ("store", "released") in quick.journal())
    eventually(lambda: "fact.set-aside" not in _facts(quick))


def test_damage_under_a_run_begins_the_terminal_anew_with_what_is_left(quick: Terminal) -> None:
    before, keeper = _leaves_one_unsent(quick), quick.keeper
    quick.touch(e.NextPressed())
    quick.sees(s.AttractShown)
    _hurt(quick, "pin_gate")
    quick.sets_pin("technician", PIN)

    def a_pin_is_tried() -> None:
        keeper._storage._store._database.rows("PRAGMA shrink_memory")  # what it remembers of the page is whole
        keeper._gate.tried(PIN)

    keeper.post(a_pin_is_tried)
    eventually(lambda: quick.keeper is not keeper)
    quick.sees(s.AttractShown)
    quick.bench.hall.ask("mode", mode="ok")
    quick.pass_time(LONG_ENOUGH)
    eventually(lambda: [row[1] for row in quick.arrived()] == [before])
    assert ("store", "set-aside") in quick.journal()


def _technicians_facts(terminal: Terminal) -> dict[str, Say]:
    terminal.touch(e.GateFound())
    terminal.sees(s.GateShown)
    terminal.touch(e.PinEntered(PIN))
    terminal.sees(s.TechnicianShown)
    return eventually(lambda: found if "fact.set-aside" in (found := _facts(terminal)) else None)


def _facts(terminal: Terminal) -> dict[str, Say]:
    shown = terminal.now.shown if terminal.now else None
    return {row.label.key: row.value for row in shown.facts} if isinstance(shown, s.TechnicianShown) else {}


def _heartbeat(terminal: Terminal) -> dict[str, Any]:
    terminal.clock.moved += 0.5
    rows = terminal.in_hall("SELECT said FROM terminal_state")
    return json.loads(rows[0][0]) if rows else {}


def test_without_a_disk_guides_are_shown_and_nothing_is_taken_in_until_it_is_back(make: Make) -> None:
    terminal = make()
    blocked = terminal.state / "kiosk.db"
    blocked.mkdir()  # no file can be opened there
    terminal.start()
    first = terminal.keeper
    terminal._home()
    shown = terminal.until(lambda shown: getattr(shown.shown, "offers", None) and shown.shown.offers[0].refused).shown
    assert shown.offers[0].refused == Say("refuse.full")
    blocked.rmdir()
    terminal.touch(e.BackPressed())
    terminal.sees(s.AttractShown)
    terminal.pass_time(61)
    eventually(lambda: terminal.keeper is not first)
    assert terminal.comes_to(s.DoneShown).outcome == "received"
