"""What every receipt printer must do, over a real pseudo-terminal (and TCP) to the simulator program."""

import threading
import time
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.errors import CoverOpen, CutterFault, DeviceMisbehaved, DeviceSilent, DeviceUnplugged, OutOfPaper
from kiosk.ports.receipt_printer import Line, Pair, Paper, Printed, PrintOutcome, Qr, Rule, Space
from kiosk.ports.status import Readiness

QR = "https://example.org/q/JJ-2026-000123"
SLIP = Paper(
    "slip",
    (
        Line("收件凭条", size=2, bold=True, align="center"),
        Rule(),
        Pair("申请人", "王*英"),
        Pair("状态", "已收件"),
        Space(1),
        Qr(QR),
        Line("请妥善保管。𠮷 ¥12.50"),
    ),
)
LONG = Paper("long", tuple(Line(f"第{number}行") for number in range(60)))


@pytest.fixture(scope="module")
def wire(program, tmp_path_factory):
    place = tmp_path_factory.mktemp("printer")
    return program(
        "receipt-printer",
        "--link",
        place / "tty",
        "--control",
        place / "sock",
        "--paper",
        place / "paper",
        "--speed",
        600,
    )


@pytest.fixture
def bench(wire):
    wire.bench.ask("reset")
    return wire.bench


@pytest.fixture
def printer(wire, bench, build):
    return build("escpos-printer", port=wire.ready["link"], print_within=5)


def papers(bench):
    return bench.ask("papers")["papers"]


def while_printing(printer, paper, act):
    """Print on a thread of its own, do `act` meanwhile, and return the outcome."""
    outcome = []
    thread = threading.Thread(target=lambda: outcome.append(printer.print(paper)))
    thread.start()
    act()
    thread.join(20)
    return outcome[0]


def test_a_paper_is_confirmed_and_lies_there_when_it_is(printer, bench):
    assert printer.print(SLIP) == PrintOutcome(Printed.CONFIRMED)
    (paper,) = papers(bench)
    assert paper["complete"]
    assert Path(paper["png"]).is_file()


def test_chinese_text_is_printed_as_it_was_written(printer, bench):
    printer.print(SLIP)
    lines = papers(bench)[0]["lines"]
    assert lines[0] == "收件凭条"
    assert lines[1] == "-" * 48
    assert lines[2].split() == ["申请人", "王*英"]
    assert lines[-1] == "请妥善保管。〓 ￥12.50"


def test_nothing_is_sent_that_the_printer_does_not_know(printer, bench):
    printer.print(SLIP)
    assert bench.ask("state")["unknown"] == []


def test_the_code_on_the_paper_can_be_read(printer, bench):
    printer.print(SLIP)
    with Image.open(papers(bench)[0]["png"]) as picture:
        (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == QR


def test_there_is_ink_where_text_is_and_none_in_the_margin(printer, bench):
    printer.print(SLIP)
    with Image.open(papers(bench)[0]["png"]) as picture:
        grey = picture.convert("L")
    inside = grey.crop((28 + 40, 28 + 10, grey.width - 68, grey.height - 40))
    margin = grey.crop((28 + 4, 28 + 10, 28 + 36, grey.height - 40))
    assert inside.getextrema()[0] < 60
    assert margin.getextrema()[0] > 200


@pytest.mark.parametrize(
    ("op", "arguments", "error"),
    [
        ("paper", {"state": "out"}, OutOfPaper),
        ("cover", {"open": True}, CoverOpen),
        ("cutter", {"stuck": True}, CutterFault),
        ("silent", {"on": True}, DeviceSilent),
        ("unplug", {}, DeviceUnplugged),
    ],
)
def test_what_keeps_it_from_printing_is_known_before_anything_is_printed(printer, bench, op, arguments, error):
    printer.open()
    bench.ask(op, **arguments)
    assert printer.print(SLIP) == PrintOutcome(Printed.NOTHING, error.key)
    assert printer.status().cause == error.key
    bench.ask("plug")
    assert bench.ask("state")["buffered"] == 0
    assert papers(bench) == []


def test_a_roll_that_ends_in_the_middle_is_told_and_the_rest_never_comes_out(printer, bench, eventually):
    bench.ask("run_out_after", lines=10)
    assert printer.print(LONG) == PrintOutcome(Printed.UNKNOWN, OutOfPaper.key)
    assert eventually(lambda: bench.ask("state")["buffered"] == 0)
    bench.ask("paper", state="ok")
    (torn,) = papers(bench)
    assert not torn["complete"]
    assert len(torn["lines"]) == 10
    assert printer.print(SLIP).printed is Printed.CONFIRMED
    assert papers(bench)[-1]["lines"][0] == "收件凭条"


def test_a_roll_that_ends_with_the_last_line_is_not_called_confirmed(printer, bench):
    bench.ask("run_out_after", lines=60)
    assert printer.print(LONG) == PrintOutcome(Printed.UNKNOWN, OutOfPaper.key)


def test_a_cover_opened_in_the_middle_is_told(printer, bench, eventually):
    def open_cover():
        assert eventually(lambda: bench.ask("state")["buffered"] > 0)
        bench.ask("cover", open=True)

    assert while_printing(printer, LONG, open_cover) == PrintOutcome(Printed.UNKNOWN, CoverOpen.key)


def test_a_plug_pulled_in_the_middle_is_told(printer, bench, eventually):
    def pull():
        assert eventually(lambda: bench.ask("state")["buffered"] > 0)
        bench.ask("unplug")

    assert while_printing(printer, LONG, pull) == PrintOutcome(Printed.UNKNOWN, DeviceUnplugged.key)
    bench.ask("reset")
    assert printer.print(SLIP).printed is Printed.CONFIRMED


def test_a_printer_that_falls_silent_in_the_middle_leaves_the_outcome_unknown(wire, bench, build, eventually):
    printer = build("escpos-printer", port=wire.ready["link"], print_within=1.0)

    def mute():
        assert eventually(lambda: bench.ask("state")["buffered"] > 0)
        bench.ask("silent", on=True)

    begun = time.monotonic()
    assert while_printing(printer, LONG, mute) == PrintOutcome(Printed.UNKNOWN, DeviceSilent.key)
    assert time.monotonic() - begun < 4.0


def test_a_roll_near_its_end_still_prints_and_says_so(printer, bench):
    bench.ask("paper", state="low")
    assert printer.print(SLIP).printed is Printed.CONFIRMED
    status = printer.status()
    assert (status.readiness, status.cause) == (Readiness.LOW, "status.paper-low")


def test_an_idle_printer_is_ready(printer):
    assert printer.status().readiness is Readiness.READY


def test_a_printer_without_answers_in_turn_is_given_time_and_asked(wire, bench, build):
    printer = build("escpos-printer", port=wire.ready["link"], answers_in_turn=False)
    assert printer.print(SLIP).printed is Printed.CONFIRMED
    bench.ask("run_out_after", lines=3)
    assert printer.print(SLIP) == PrintOutcome(Printed.UNKNOWN, OutOfPaper.key)


def test_two_papers_one_after_another_are_two_papers(printer, bench):
    assert {printer.print(SLIP).printed, printer.print(SLIP).printed} == {Printed.CONFIRMED}
    assert [paper["complete"] for paper in papers(bench)] == [True, True]


def test_a_port_that_is_not_there_prints_nothing(build, tmp_path):
    printer = build("escpos-printer", port=str(tmp_path / "nothing"))
    assert printer.print(SLIP) == PrintOutcome(Printed.NOTHING, DeviceUnplugged.key)
    assert printer.status().readiness is Readiness.ABSENT


@pytest.mark.parametrize("answer", [b"6901234567892\r\n", b"\x11", b"\xff" * 8])
def test_another_device_at_the_port_misbehaves(stranger, build, answer):
    with stranger(answer) as port:
        printer = build("escpos-printer", port=port, status_within=0.2)
        assert printer.print(SLIP) == PrintOutcome(Printed.NOTHING, DeviceMisbehaved.key)
        printer.close()


def test_the_same_driver_prints_over_tcp(program, build, tmp_path_factory):
    place = tmp_path_factory.mktemp("tcp")
    wire = program("receipt-printer", "--tcp", 0, "--width", 58, "--control", place / "sock", "--speed", 600)
    printer = build("escpos-printer", port=f"tcp://127.0.0.1:{wire.ready['port']}", paper_mm=58)
    assert printer.print(SLIP).printed is Printed.CONFIRMED
    (paper,) = papers(wire.bench)
    assert paper["lines"][1] == "-" * 32
    wire.bench.ask("unplug")
    assert printer.print(SLIP) == PrintOutcome(Printed.NOTHING, DeviceUnplugged.key)
    wire.bench.ask("plug")
    assert printer.print(SLIP).printed is Printed.CONFIRMED
