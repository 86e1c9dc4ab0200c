"""The scanner's options are checked as the terminal file is, and its simulator says what it cannot do."""

import pytest
from pydantic import ValidationError

from devices.qr_scanner.codec import Framing
from devices.qr_scanner.driver import Options
from devices.qr_scanner.presets import PRESETS
from devices.qr_scanner.simulator import CODES, ScannerSimulator


def test_framing_is_what_the_options_say():
    options = Options(port="x", prefix="\x02", suffix="\r\n", aim_id=True, preset="em3095")
    assert options.framing() == Framing(b"\x02", b"\r\n", True, PRESETS["em3095"])


@pytest.mark.parametrize(
    "wrong",
    [{"trigger_on": "zz"}, {"trigger_off": "1"}, {"prefix": "甲"}, {"suffix": "x" * 9}, {"preset": "crystal-ball"}],
)
def test_what_cannot_be_sent_is_a_fault(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Options(port="x", **wrong)


@pytest.mark.parametrize(
    ("op", "arguments"),
    [("dance", {}), ("show", {}), ("show", {"code": "nothing"}), ("show", {"hex": "zz"}), ("garble", {})],
)
def test_what_a_hand_cannot_do_is_told(op, arguments):
    with pytest.raises((ValueError, KeyError)):
        ScannerSimulator().do(op, arguments)


@pytest.mark.parametrize("preset", [name for name in PRESETS if name != "none"])
def test_a_command_cut_anywhere_or_after_noise_is_obeyed(preset):
    command = PRESETS[preset].start
    for cut in range(len(command) + 1):
        device = ScannerSimulator(preset=preset)
        device.feed(b"\xff\x00" + command[:cut], 0.0)
        device.feed(command[cut:], 0.0)
        assert device.window.triggered


def test_a_code_is_read_only_after_its_time_and_while_it_is_shown():
    device = ScannerSimulator(decode_time=0.1)
    device.do("show", {"code": "slip"})
    assert (device.tick(0.0), device.tick(0.05)) == (b"", b"")
    assert device.tick(0.11) == CODES["slip"].encode() + b"\r"
    assert device.tick(1.0) == b""
