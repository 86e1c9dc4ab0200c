"""`kiosk simulate` as a program: its ready line, its control socket, its end."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def reader(program, tmp_path):
    return program("id-reader", "--link", tmp_path / "tty", "--control", tmp_path / "sock", "--card", "elder")


def test_the_ready_line_names_link_and_socket(reader, tmp_path):
    assert reader.ready == {
        "ready": True,
        "device": "id-reader",
        "link": str(tmp_path / "tty"),
        "control": str(tmp_path / "sock"),
    }
    assert str((tmp_path / "tty").readlink()).startswith("/dev/pts/")


def test_a_first_card_lies_there(reader):
    assert reader.bench.ask("state")["card"] == "elder"


def test_sigterm_ends_it_with_zero_and_nothing_is_left_behind(reader, tmp_path):
    assert reader.stop() == 0
    assert list(tmp_path.iterdir()) == []


def test_quit_ends_it_with_zero(reader, tmp_path):
    reader.bench.ask("quit")
    assert reader.process.wait(5) == 0
    assert list(tmp_path.iterdir()) == []


def test_unplug_takes_the_link_away_and_plug_brings_it_back(reader, tmp_path):
    reader.bench.ask("unplug")
    assert not (tmp_path / "tty").is_symlink()
    assert reader.bench.ask("state")["plugged"] is False
    reader.bench.ask("plug")
    assert (tmp_path / "tty").exists()


@pytest.mark.parametrize(
    ("op", "arguments"), [("dance", {}), ("lay", {"card": "nobody"}), ("lay", {}), ("noise", {"hex": "zz"})]
)
def test_what_cannot_be_done_is_a_problem_and_the_bench_goes_on(reader, op, arguments):
    with pytest.raises(ValueError, match=r"\w"):
        reader.bench.ask(op, **arguments)
    assert reader.bench.ask("state")["plugged"] is True


def test_a_line_that_is_no_request_is_a_problem_and_two_requests_on_one_connection_are_answered(reader, tmp_path):
    with socket.socket(socket.AF_UNIX) as wire:
        wire.connect(str(tmp_path / "sock"))
        wire.sendall(b'nonsense\n{"op": "sta')
        wire.sendall(b'te"}\n')
        with wire.makefile("rb") as lines:
            answers = [json.loads(lines.readline()), json.loads(lines.readline())]
    assert [answer["ok"] for answer in answers] == [False, True]


def test_reset_brings_the_first_card_back_and_plugs_in(reader):
    reader.bench.ask("unplug")
    reader.bench.ask("lift")
    state = reader.bench.ask("reset")
    assert (state["card"], state["plugged"]) == ("elder", True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("id-reader", "--link", "tty", "--card", "nobody"),
        ("receipt-printer", "--link", "tty", "--tcp", "0"),
        ("receipt-printer",),
        ("face-comparison",),
        ("face-comparison", "--link", "service", "--tcp", "0"),
        ("receipt-printer", "--link", "tty", "--width", "70"),
        ("receipt-printer", "--link", "tty", "--paper", "paper", "--font", "nothing.ttf"),
        ("document-camera", "--folder", "pages", "--font", "nothing.ttf"),
    ],
)
def test_a_wrong_command_line_is_refused_before_anything_starts(arguments, tmp_path):
    command = [sys.executable, "-m", "kiosk.cli.simulate", *arguments]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []
