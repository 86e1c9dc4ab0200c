"""What a hand sees and does while a paper comes out of the printer."""

import base64
import io

import pytest
from PIL import Image

from kiosk.ports.bench import OPS
from kiosk.ports.receipt_printer import Line, Paper, Printed

LONG = Paper("long", tuple(Line(f"第{number}行") for number in range(60)))
SLOW = 60.0  # mm a second: a paper can be looked at while it grows


@pytest.fixture(scope="module")
def wire(program, tmp_path_factory):
    place = tmp_path_factory.mktemp("printer")
    link, control = place / "tty", place / "sock"
    return program("receipt-printer", "--link", link, "--control", control, "--paper", place / "p", "--speed", SLOW)


@pytest.fixture
def bench(wire):
    wire.bench.ask("reset")
    return wire.bench


@pytest.fixture
def printer(build, wire, bench):
    return build("escpos-printer", port=wire.ready["link"])


def height(bench):
    png = bench.ask("roll")["png"]
    return Image.open(io.BytesIO(base64.b64decode(png))).height if png else 0


def test_nothing_hangs_out_of_a_printer_that_did_nothing(bench):
    assert bench.ask("roll")["png"] == ""
    assert bench.ask("state")["hangs_out_mm"] == 0


def test_the_paper_grows_while_it_is_printed_and_falls_when_it_is_cut(printer, bench, eventually):
    import threading

    outcomes = []
    printing = threading.Thread(target=lambda: outcomes.append(printer.print(LONG)))
    printing.start()
    heights = set()
    eventually(lambda: heights.add(height(bench)) or len(heights - {0}) >= 3 or outcomes, within=20)
    printing.join(30)
    assert len(heights - {0}) >= 3
    assert outcomes[0].printed is Printed.CONFIRMED
    assert height(bench) == 0
    assert bench.ask("state")["papers"][-1]["complete"]


def test_a_cover_that_is_opened_after_some_lines_stops_the_paper_there(printer, bench):
    bench.ask("cover", open=True, after=8)
    assert bench.ask("state")["cover_open"] is False
    outcome = printer.print(LONG)
    assert outcome.printed is not Printed.CONFIRMED
    state = bench.ask("state")
    assert state["cover_open"] and state["hangs_out_mm"] > 0


def test_a_cover_that_is_shut_again_forgets_the_hand_that_was_to_open_it(bench):
    bench.ask("cover", open=True, after=8)
    bench.ask("cover", open=False)
    assert bench.ask("state")["cover_open"] is False


@pytest.mark.parametrize("op", sorted(set(OPS["receipt-printer"]) - {"quit"}))
def test_it_knows_every_op_that_hands_are_promised(bench, op):
    arguments = {
        "paper": {"state": "ok"}, "cover": {"open": False}, "cutter": {"stuck": False}, "run_out_after": {"lines": 9},
        "silent": {"on": False},
    }  # fmt: skip
    bench.ask(op, **arguments.get(op, {}))
    bench.ask("plug")
