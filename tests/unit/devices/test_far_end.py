"""The simulators' end of a wire: no echo, a link that follows the plug, and the line's own time."""

import os

import pytest

from devices.far_end import LineTime
from devices.wires import PtyWire


@pytest.fixture
def wire(tmp_path):
    wire = PtyWire(tmp_path / "tty")
    wire.plug()
    yield wire
    wire.unplug()


def test_a_fresh_wire_does_not_echo_what_is_sent_before_anybody_opens_it(wire):
    assert wire.write(b"hello\n") == 6
    assert wire.read(64) == b""


def test_all_byte_values_pass_both_ways(wire, tmp_path):
    host = os.open(tmp_path / "tty", os.O_RDWR | os.O_NOCTTY)
    try:
        wire.write(bytes(range(256)))
        assert os.read(host, 512) == bytes(range(256))
        os.write(host, bytes(range(256)))
        assert wire.read(512) == bytes(range(256))
    finally:
        os.close(host)


def test_the_link_follows_the_plug(wire, tmp_path):
    wire.plug()
    assert (tmp_path / "tty").exists()
    wire.unplug()
    assert not (tmp_path / "tty").is_symlink()
    assert wire.fileno() is None
    assert wire.write(b"lost") == 4


def test_a_reply_of_1295_bytes_takes_112_ms_on_the_line():
    line, now, sent = LineTime(11_520), 100.0, 0
    line.start(now)
    while sent < 1295:
        now += 0.001
        count = min(line.room(now, slack=1.0), 1295 - sent)
        line.passed(count)
        sent += count
    assert 0.111 < now - 100.0 < 0.115


def test_a_line_without_a_rate_carries_anything_at_once():
    assert LineTime(None).room(0.0) > 10_000
