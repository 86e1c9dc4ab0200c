"""QR codes in frames: by zxing-cpp, by zbar, by zbar alone; their bytes are kept by both."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from devices.qr_scanner import decode
from devices.qr_scanner.payload import scan_of
from tests.unit.devices import qr_frames

ROOT = Path(__file__).parents[3]
PAYLOADS = {
    "ascii": (b"KS1/DEMO-1", "KS1/DEMO-1"),
    "tibetan": (qr_frames.TIBETAN.encode(), qr_frames.TIBETAN),
    "gb18030": (qr_frames.CHINESE.encode("gb18030"), qr_frames.CHINESE),
    "tibetan in gb18030": (qr_frames.TIBETAN.encode("gb18030"), qr_frames.TIBETAN),
    "every byte": (bytes(range(256)), None),
}


@pytest.mark.parametrize("by", [decode.by_zxing, decode.by_zbar], ids=["zxing", "zbar"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_both_keep_the_bytes(by, payload):
    raw, text = PAYLOADS[payload]
    (found,) = by(qr_frames.frame(raw, scale=4))
    assert (found.raw, found.aim) == (raw, "]Q1")
    if text:
        assert scan_of(found.raw).text == text


@pytest.mark.parametrize("condition", qr_frames.CONDITIONS)
def test_codes_as_cameras_see_them_are_read(condition):
    picture = qr_frames.CONDITIONS[condition](b"KS1/DEMO-1", 1)
    assert [found.raw for found in decode.decode(picture)] == [b"KS1/DEMO-1"]


def test_two_codes_in_one_frame_are_both_read():
    picture = np.hstack([qr_frames.frame(b"KS1/A"), qr_frames.frame(b"KS1/B")])
    assert sorted(found.raw for found in decode.decode(picture)) == [b"KS1/A", b"KS1/B"]


def test_a_frame_without_a_code_gives_nothing():
    assert decode.decode(qr_frames.empty()) == []


@pytest.mark.parametrize("time_left", [True, False])
def test_the_second_opinion_is_asked_where_the_first_finds_nothing_and_time_is_left(monkeypatch, time_left):
    monkeypatch.setattr(decode, "by_zxing", lambda grey: [])
    found = decode.decode(qr_frames.frame(b"KS1/A"), lambda: time_left)
    assert [each.raw for each in found] == ([b"KS1/A"] if time_left else [])


def test_the_second_opinion_is_not_asked_where_the_first_finds_a_code(monkeypatch):
    monkeypatch.setattr(decode, "by_zbar", lambda grey: pytest.fail("asked"))
    assert decode.decode(qr_frames.frame(b"KS1/A"))


@pytest.mark.parametrize("hidden", ["zxingcpp", "pyzbar"])
@pytest.mark.parametrize("payload", ["ascii", "tibetan", "gb18030"])
def test_either_alone_reads_the_frame_where_the_other_cannot_be_imported(hidden, payload, tmp_path):
    raw, _ = PAYLOADS[payload]
    np.save(tmp_path / "frame.npy", qr_frames.frame(raw, angle=20))
    code = (
        f"import sys; sys.modules[{hidden!r}] = None\n"
        "import numpy\nfrom devices.qr_scanner.decode import decode\n"
        f"print([code.raw.hex() for code in decode(numpy.load({str(tmp_path / 'frame.npy')!r}))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([raw.hex()])


def test_a_zbar_that_cannot_give_bytes_gives_nothing_rather_than_a_guess(monkeypatch):
    right = decode._zbar.zbar_image_scanner_set_config
    monkeypatch.setattr(
        decode._zbar, "zbar_image_scanner_set_config", lambda s, c, key, v: 1 if key == 4 else right(s, c, key, v)
    )
    assert decode.by_zbar(qr_frames.frame(b"KS1/A")) == []
